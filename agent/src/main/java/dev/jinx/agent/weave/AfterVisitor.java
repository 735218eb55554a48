package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Weaves {@code hook(arguments)} before each normal return. It asks nothing first: a waiting thread must be woken also when nothing is
 * armed any more.
 */
final class AfterVisitor extends MethodVisitor {
    private final MethodShape method;

    AfterVisitor(MethodShape method, MethodVisitor next) {
        super(Opcodes.ASM9, next);
        this.method = method;
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            method.callHookAfter(mv);
        }
        super.visitInsn(opcode);
    }
}
