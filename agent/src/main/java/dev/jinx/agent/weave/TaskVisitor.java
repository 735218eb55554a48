package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Weaves
 *
 * <pre>
 *   Object before = TaskHook.begin(this);
 *   try { body, with TaskHook.end(before) before each return } catch (Throwable t) { TaskHook.end(before); throw t; }
 * </pre>
 *
 * with {@code before} in a local variable behind the method's own. Where the point names no receiver, it is nobody's task.
 */
final class TaskVisitor extends MethodVisitor {
    private static final String HOOK = MethodShape.HOOKS + "TaskHook";
    private static final String OBJECT = "java/lang/Object";

    private final MethodShape method;
    private final int local;
    private final Label start = new Label();

    TaskVisitor(MethodShape method, MethodVisitor next, int local) {
        super(Opcodes.ASM9, next);
        this.method = method;
        this.local = local;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (method.point().receiver().isEmpty()) {
            mv.visitInsn(Opcodes.ACONST_NULL);
        } else {
            mv.visitVarInsn(Opcodes.ALOAD, 0);
        }
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, HOOK, "begin", "(Ljava/lang/Object;)Ljava/lang/Object;", false);
        mv.visitVarInsn(Opcodes.ASTORE, local);
        mv.visitLabel(start);
    }

    @Override
    public void visitFrame(int type, int numLocal, Object[] locals, int numStack, Object[] stack) {
        Object[] more = Frames.with(locals, numLocal, local, OBJECT);
        super.visitFrame(type, more.length, more, numStack, stack);
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            end();
        }
        super.visitInsn(opcode);
    }

    private void end() {
        mv.visitVarInsn(Opcodes.ALOAD, local);
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, HOOK, "end", "(Ljava/lang/Object;)V", false);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        Label end = new Label();
        mv.visitLabel(end);
        Object[] locals = method.firstFrame();
        Object[] more = Frames.with(locals, locals.length, local, OBJECT);
        mv.visitFrame(Opcodes.F_NEW, more.length, more, 1, new Object[] {"java/lang/Throwable"});
        end();
        mv.visitInsn(Opcodes.ATHROW);
        // Last in the table: the method's own handlers go first.
        mv.visitTryCatchBlock(start, end, end, null);
        super.visitMaxs(maxStack, maxLocals);
    }
}
