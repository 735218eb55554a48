package dev.jinx.agent.weave.call;

import dev.jinx.agent.weave.Frames;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Weaves into a method of the application
 *
 * <pre>
 *   Object e = JinxCalls.on ? JinxCalls.enter(number, ThisClass.class, arguments) : null;
 *   if (e != null &amp;&amp; JinxCalls.replaces(e)) return (T) JinxCalls.value(e);
 *   body, with exit(result, e) before each return where a fault needs the result
 * </pre>
 */
final class CallVisitor extends MethodVisitor {
    private static final String OBJECT = "java/lang/Object";

    private final Object[] firstFrame;
    private final Type[] arguments;
    private final Type result;
    private final Type owner;
    private final boolean canNameClass;
    private final boolean isStatic;
    private final boolean isConstructor;
    private final int number;
    private final int local;
    private final boolean withArguments;
    private final boolean withResult;

    /**
     * A method.
     *
     * @param local a local variable behind the method's own
     */
    CallVisitor(MethodVisitor next, WovenMethod method, int number, int local) {
        super(Opcodes.ASM9, next);
        this.number = number;
        this.local = local;
        firstFrame = method.firstFrame();
        arguments = Type.getArgumentTypes(method.descriptor());
        result = Type.getReturnType(method.descriptor());
        owner = Type.getObjectType(method.owner());
        canNameClass = method.canNameClass();
        isStatic = method.isStatic();
        isConstructor = method.name().equals("<init>");
        withArguments = method.withArguments();
        withResult = method.withResult();
    }

    @Override
    public void visitCode() {
        super.visitCode();
        Label off = new Label();
        Label go = withResult ? new Label() : off;
        mv.visitFieldInsn(Opcodes.GETSTATIC, Trampoline.NAME, Trampoline.SWITCH, "Z");
        mv.visitJumpInsn(Opcodes.IFEQ, off);
        mv.visitLdcInsn(number);
        if (canNameClass) {
            mv.visitLdcInsn(owner);
        } else {
            mv.visitInsn(Opcodes.ACONST_NULL);
        }
        pushArguments();
        call("enter", Trampoline.ENTER);
        if (isConstructor) {
            // Nothing can stand for the call of the superclass's constructor.
            mv.visitInsn(Opcodes.POP);
        } else {
            mv.visitVarInsn(Opcodes.ASTORE, local);
            mv.visitVarInsn(Opcodes.ALOAD, local);
            mv.visitJumpInsn(Opcodes.IFNULL, go);
            mv.visitVarInsn(Opcodes.ALOAD, local);
            call("replaces", Trampoline.REPLACES);
            mv.visitJumpInsn(Opcodes.IFEQ, go);
            returnValue();
        }
        mv.visitLabel(off);
        mv.visitFrame(Opcodes.F_NEW, firstFrame.length, firstFrame, 0, new Object[0]);
        if (withResult) {
            mv.visitInsn(Opcodes.ACONST_NULL);
            mv.visitVarInsn(Opcodes.ASTORE, local);
            mv.visitLabel(go);
            Object[] more = Frames.with(firstFrame, firstFrame.length, local, OBJECT);
            mv.visitFrame(Opcodes.F_NEW, more.length, more, 0, new Object[0]);
        }
        // The method's own first frame, if it has one, must not stand at the same place.
        mv.visitInsn(Opcodes.NOP);
    }

    private void returnValue() {
        if (result.getSort() != Type.VOID) {
            mv.visitVarInsn(Opcodes.ALOAD, local);
            call("value", Trampoline.VALUE);
            unbox(result);
        }
        mv.visitInsn(result.getOpcode(Opcodes.IRETURN));
    }

    private void pushArguments() {
        if (!withArguments) {
            mv.visitInsn(Opcodes.ACONST_NULL);
            return;
        }
        mv.visitLdcInsn(arguments.length);
        mv.visitTypeInsn(Opcodes.ANEWARRAY, OBJECT);
        int slot = isStatic ? 0 : 1;
        for (int i = 0; i < arguments.length; i++) {
            mv.visitInsn(Opcodes.DUP);
            mv.visitLdcInsn(i);
            mv.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), slot);
            box(arguments[i]);
            mv.visitInsn(Opcodes.AASTORE);
            slot += arguments[i].getSize();
        }
    }

    @Override
    public void visitFrame(int type, int numLocal, Object[] locals, int numStack, Object[] stack) {
        if (!withResult) {
            super.visitFrame(type, numLocal, locals, numStack, stack);
            return;
        }
        Object[] more = Frames.with(locals, numLocal, local, OBJECT);
        super.visitFrame(type, more.length, more, numStack, stack);
    }

    @Override
    public void visitInsn(int opcode) {
        if (withResult && opcode >= Opcodes.IRETURN && opcode < Opcodes.RETURN) {
            box(result);
            mv.visitVarInsn(Opcodes.ALOAD, local);
            call("exit", Trampoline.EXIT);
            unbox(result);
        }
        super.visitInsn(opcode);
    }

    private void box(Type type) {
        String boxed = boxed(type);
        if (boxed != null) {
            mv.visitMethodInsn(
                    Opcodes.INVOKESTATIC, boxed, "valueOf", "(" + type.getDescriptor() + ")L" + boxed + ";", false);
        }
    }

    private void unbox(Type type) {
        String boxed = boxed(type);
        if (boxed == null) {
            mv.visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
        } else {
            mv.visitTypeInsn(Opcodes.CHECKCAST, boxed);
            mv.visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL, boxed, type.getClassName() + "Value", "()" + type.getDescriptor(), false);
        }
    }

    private static String boxed(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.BYTE -> "java/lang/Byte";
            case Type.CHAR -> "java/lang/Character";
            case Type.SHORT -> "java/lang/Short";
            case Type.INT -> "java/lang/Integer";
            case Type.LONG -> "java/lang/Long";
            case Type.FLOAT -> "java/lang/Float";
            case Type.DOUBLE -> "java/lang/Double";
            default -> null;
        };
    }

    private void call(String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, Trampoline.NAME, name, descriptor, false);
    }
}
