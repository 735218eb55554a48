package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Weaves {@code hook(arguments)} before each normal return; where the method returns an object, the hook gets it last. It asks nothing
 * first: a waiting thread must be woken also when nothing is armed any more.
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
            Type result = method.result();
            if (opcode == Opcodes.ARETURN && !method.point().receiver().equals("this")) {
                mv.visitInsn(Opcodes.DUP);
                // The result is below what callHook pushes; the hook takes the result first, then the arguments.
                method.callHookAfter(mv, result.getDescriptor());
            } else {
                method.callHook(mv);
            }
        }
        super.visitInsn(opcode);
    }
}
