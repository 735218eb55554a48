package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Weaves {@code result = hook(result, arguments, this)} before each normal return. It asks nothing first: what was withheld while
 * something was armed must be seen to be so when nothing is any more.
 */
final class ResultVisitor extends MethodVisitor {
    private final MethodShape method;

    ResultVisitor(MethodShape method, MethodVisitor next) {
        super(Opcodes.ASM9, next);
        this.method = method;
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            method.callHookWithResult(mv);
        }
        super.visitInsn(opcode);
    }
}
