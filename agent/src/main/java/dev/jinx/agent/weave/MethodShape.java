package dev.jinx.agent.weave;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** The method that a point is woven into: where its arguments lie, what its first frame is, how its hook is called. */
final class MethodShape {
    static final String HOOKS = "dev/jinx/runtime/hook/";
    static final String INJECTION = HOOKS + "Injection";

    private final InterceptionPoint point;
    private final String type;
    private final boolean isStatic;
    private final Type[] arguments;

    MethodShape(InterceptionPoint point, String type, boolean isStatic) {
        this.point = point;
        this.type = type;
        this.isStatic = isStatic;
        arguments = Type.getArgumentTypes(point.descriptor());
    }

    InterceptionPoint point() {
        return point;
    }

    Type result() {
        return Type.getReturnType(point.descriptor());
    }

    Type argument(int index) {
        return arguments[index];
    }

    /** The local variable of an argument. */
    int local(int index) {
        int local = isStatic ? 0 : 1;
        for (int i = 0; i < index; i++) {
            local += arguments[i].getSize();
        }
        return local;
    }

    /** The local variables of the method's first frame, in the form of {@code visitFrame}. */
    Object[] firstFrame() {
        List<Object> locals = new ArrayList<>();
        if (!isStatic) {
            locals.add(type);
        }
        Frames.addArguments(locals, arguments);
        return locals.toArray();
    }

    /** Goes to {@code label} where nothing is armed. */
    void testArmed(MethodVisitor visitor, net.bytebuddy.jar.asm.Label label) {
        visitor.visitFieldInsn(Opcodes.GETSTATIC, HOOKS + "Hooks", "armed", "Z");
        visitor.visitJumpInsn(Opcodes.IFEQ, label);
    }

    /** Pushes what the hook gets and calls it. */
    void callHook(MethodVisitor visitor) {
        StringBuilder descriptor = new StringBuilder("(");
        pushReceiver(visitor, descriptor);
        pushArguments(visitor, descriptor);
        call(visitor, descriptor.append(')').append(hookResult()).toString());
    }

    /** The same before a return, where the result lies on the stack; a result that the hook gets is taken as a long or an object. */
    void callHookAfter(MethodVisitor visitor) {
        if (!point.receiver().startsWith("result")) {
            callHook(visitor);
            return;
        }
        StringBuilder descriptor = new StringBuilder("(");
        if (result().getSort() >= Type.ARRAY) {
            visitor.visitInsn(Opcodes.DUP);
            descriptor.append(result().getSort() == Type.ARRAY ? result().getDescriptor() : "Ljava/lang/Object;");
        } else if (result().equals(Type.LONG_TYPE)) {
            visitor.visitInsn(Opcodes.DUP2);
            descriptor.append('J');
        } else {
            visitor.visitInsn(Opcodes.DUP);
            visitor.visitInsn(Opcodes.I2L);
            descriptor.append('J');
        }
        pushArguments(visitor, descriptor);
        if (point.receiver().equals("result,this")) {
            visitor.visitVarInsn(Opcodes.ALOAD, 0);
            descriptor.append("Ljava/lang/Object;");
        }
        call(visitor, descriptor.append(")V").toString());
    }

    /** Before a return: the hook takes the result, the arguments and this, and gives the result. */
    void callHookWithResult(MethodVisitor visitor) {
        StringBuilder descriptor = new StringBuilder("(").append(result().getDescriptor());
        pushArguments(visitor, descriptor);
        visitor.visitVarInsn(Opcodes.ALOAD, 0);
        descriptor.append(receiverType()).append(')').append(result().getDescriptor());
        call(visitor, descriptor.toString());
    }

    private void pushReceiver(MethodVisitor visitor, StringBuilder descriptor) {
        if (point.receiver().equals("this")) {
            visitor.visitVarInsn(Opcodes.ALOAD, 0);
            descriptor.append(receiverType());
        } else if (!point.receiver().isEmpty()) {
            visitor.visitVarInsn(Opcodes.ALOAD, 0);
            visitor.visitFieldInsn(Opcodes.GETFIELD, type, point.receiver(), "Ljava/net/Socket;");
            descriptor.append("Ljava/net/Socket;");
        }
    }

    private void pushArguments(MethodVisitor visitor, StringBuilder descriptor) {
        for (int i = 0; i < arguments.length; i++) {
            if (point.arguments().equals("*") || point.arguments().indexOf('0' + i) >= 0) {
                visitor.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), local(i));
                descriptor.append(arguments[i].getDescriptor());
            }
        }
    }

    private void call(MethodVisitor visitor, String descriptor) {
        int dot = point.hook().indexOf('.');
        visitor.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                HOOKS + point.hook().substring(0, dot),
                point.hook().substring(dot + 1),
                descriptor,
                false);
    }

    /** The public class by which a hook knows {@code this}. */
    private String receiverType() {
        if (point.shape() == Shape.AFTER
                || point.hook().startsWith("Wire.")
                || point.hook().startsWith("SelectHook.")) {
            return "Ljava/lang/Object;";
        }
        return switch (type) {
            case "java/lang/VirtualThread" -> "Ljava/lang/Thread;";
            case "sun/nio/ch/SocketChannelImpl" -> "Ljava/nio/channels/SocketChannel;";
            case "sun/nio/ch/SelectionKeyImpl" -> "Ljava/nio/channels/SelectionKey;";
            case "sun/nio/ch/UnixAsynchronousSocketChannelImpl" -> "Ljava/nio/channels/AsynchronousSocketChannel;";
            case "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl" ->
                "Ljava/nio/channels/AsynchronousServerSocketChannel;";
            case "sun/nio/ch/ServerSocketChannelImpl" -> "Ljava/nio/channels/ServerSocketChannel;";
            default -> "L" + type + ";";
        };
    }

    private String hookResult() {
        return switch (point.shape()) {
            case AROUND -> "L" + INJECTION + ";";
            case GUARD -> "J";
            default -> "V";
        };
    }
}
