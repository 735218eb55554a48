package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Has one static call inside the method go to the hook, which has the same arguments and result. */
final class ReplaceCallVisitor extends MethodVisitor {
    private final InterceptionPoint point;

    ReplaceCallVisitor(MethodShape method, MethodVisitor next) {
        super(Opcodes.ASM9, next);
        point = method.point();
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (opcode == Opcodes.INVOKESTATIC && point.detail().equals(owner + "." + name)) {
            int dot = point.hook().indexOf('.');
            super.visitMethodInsn(
                    opcode,
                    MethodShape.HOOKS + point.hook().substring(0, dot),
                    point.hook().substring(dot + 1),
                    descriptor,
                    false);
        } else {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
    }
}
