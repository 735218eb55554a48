package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Weaves
 *
 * <pre>
 *   Injection i = Hooks.armed ? hook(this, arguments) : null;
 *   try { body, with exit(result, i) before each return } catch (Throwable t) { throw fail(t, i); }
 * </pre>
 *
 * with {@code i} in a local variable behind the method's own, which every frame of the body gets too.
 */
final class AroundVisitor extends MethodVisitor {
    private static final String INJECTION = MethodShape.INJECTION;
    private static final String HOOK = MethodShape.HOOKS + "InjectionHook";
    private static final String TAIL = "L" + INJECTION + ";)";

    private final MethodShape method;
    private final int local;
    private final Label start = new Label();

    AroundVisitor(MethodShape method, MethodVisitor next, int local) {
        super(Opcodes.ASM9, next);
        this.method = method;
        this.local = local;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        Object[] locals = method.firstFrame();
        Label off = new Label();
        Label on = new Label();
        method.testArmed(mv, off);
        method.callHook(mv);
        mv.visitJumpInsn(Opcodes.GOTO, on);
        mv.visitLabel(off);
        mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]);
        mv.visitInsn(Opcodes.ACONST_NULL);
        mv.visitLabel(on);
        mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {INJECTION});
        mv.visitVarInsn(Opcodes.ASTORE, local);
        shortenTimeout();
        mv.visitLabel(start);
    }

    /** The caller's timeout covers what the faults take of it. */
    private void shortenTimeout() {
        if (method.point().detail().isEmpty()) {
            return;
        }
        int index = Integer.parseInt(method.point().detail());
        Type type = method.argument(index);
        mv.visitVarInsn(type.getOpcode(Opcodes.ILOAD), method.local(index));
        mv.visitVarInsn(Opcodes.ALOAD, local);
        String name = type.equals(Type.LONG_TYPE) ? "remainingNanos" : "remainingMillis";
        call(name, "(" + type.getDescriptor() + TAIL + type.getDescriptor());
        mv.visitVarInsn(type.getOpcode(Opcodes.ISTORE), method.local(index));
    }

    @Override
    public void visitFrame(int type, int numLocal, Object[] locals, int numStack, Object[] stack) {
        Object[] more = Frames.with(locals, numLocal, local, INJECTION);
        super.visitFrame(type, more.length, more, numStack, stack);
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            exit();
        }
        super.visitInsn(opcode);
    }

    private void exit() {
        Group group = method.point().group();
        Type result = method.result();
        if (group == Group.ACCEPT) {
            if (result.equals(Type.VOID_TYPE)) {
                mv.visitVarInsn(Opcodes.ALOAD, 1);
            } else {
                mv.visitInsn(Opcodes.DUP);
            }
            mv.visitVarInsn(Opcodes.ALOAD, local);
            call("accepted", "(Ljava/lang/Object;" + TAIL + "V");
        } else if (result.equals(Type.VOID_TYPE) && group == Group.WRITE) {
            // The length is the last argument of every write that returns nothing.
            mv.visitVarInsn(Opcodes.ILOAD, method.local(2));
            mv.visitVarInsn(Opcodes.ALOAD, local);
            call("wrote", "(I" + TAIL + "V");
        } else if (result.equals(Type.VOID_TYPE)) {
            mv.visitVarInsn(Opcodes.ALOAD, local);
            call("exit", "(" + TAIL + "V");
        } else {
            mv.visitVarInsn(Opcodes.ALOAD, local);
            String type = result.equals(Type.LONG_TYPE) ? "J" : "I";
            call("exit", "(" + type + TAIL + type);
        }
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        Label end = new Label();
        mv.visitLabel(end);
        Object[] locals = method.firstFrame();
        Object[] more = Frames.with(locals, locals.length, local, INJECTION);
        mv.visitFrame(Opcodes.F_NEW, more.length, more, 1, new Object[] {"java/lang/Throwable"});
        mv.visitVarInsn(Opcodes.ALOAD, local);
        call("fail", "(Ljava/lang/Throwable;" + TAIL + "Ljava/lang/Throwable;");
        mv.visitInsn(Opcodes.ATHROW);
        // Last in the table: the method's own handlers go first.
        mv.visitTryCatchBlock(start, end, end, null);
        super.visitMaxs(maxStack, maxLocals);
    }

    private void call(String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, HOOK, name, descriptor, false);
    }
}
