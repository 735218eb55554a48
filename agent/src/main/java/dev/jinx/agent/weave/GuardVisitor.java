package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Weaves
 *
 * <pre>
 *   if (Hooks.armed) { long a = hook(arguments); if (a &lt; 0) return (int) a; length = (int) a; }
 * </pre>
 */
final class GuardVisitor extends MethodVisitor {
    private final MethodShape method;

    GuardVisitor(MethodShape method, MethodVisitor next) {
        super(Opcodes.ASM9, next);
        this.method = method;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        Object[] locals = method.firstFrame();
        Label on = new Label();
        Label skip = new Label();
        method.testArmed(mv, on);
        method.callHook(mv);
        mv.visitInsn(Opcodes.DUP2);
        mv.visitInsn(Opcodes.LCONST_0);
        mv.visitInsn(Opcodes.LCMP);
        mv.visitJumpInsn(Opcodes.IFLT, skip);
        replaceArgument();
        mv.visitJumpInsn(Opcodes.GOTO, on);
        mv.visitLabel(skip);
        mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {Opcodes.LONG});
        mv.visitInsn(Opcodes.L2I);
        if (method.result().equals(Type.LONG_TYPE)) {
            mv.visitInsn(Opcodes.I2L);
        }
        mv.visitInsn(method.result().getOpcode(Opcodes.IRETURN));
        mv.visitLabel(on);
        mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]);
        // The method's own first frame, if it has one, must not stand at the same place.
        mv.visitInsn(Opcodes.NOP);
    }

    private void replaceArgument() {
        if (method.point().detail().isEmpty()) {
            mv.visitInsn(Opcodes.POP2);
            return;
        }
        int index = Integer.parseInt(method.point().detail());
        mv.visitInsn(Opcodes.L2I);
        mv.visitVarInsn(Opcodes.ISTORE, method.local(index));
    }
}
