package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Weaves {@code if (Hooks.armed) hook(arguments);} in front. */
final class BeforeVisitor extends MethodVisitor {
    private final MethodShape method;

    BeforeVisitor(MethodShape method, MethodVisitor next) {
        super(Opcodes.ASM9, next);
        this.method = method;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        Object[] locals = method.firstFrame();
        Label on = new Label();
        method.testArmed(mv, on);
        method.callHook(mv);
        mv.visitLabel(on);
        mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]);
        // The method's own first frame, if it has one, must not stand at the same place.
        mv.visitInsn(Opcodes.NOP);
    }
}
