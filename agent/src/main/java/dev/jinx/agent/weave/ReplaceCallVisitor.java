package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Has one call inside the method go to the hook, or one hook go before it. The hook of a static call has the same arguments and result;
 * that of a virtual one gets its receiver first, and {@code this} last.
 */
final class ReplaceCallVisitor extends MethodVisitor {
    private final InterceptionPoint point;

    ReplaceCallVisitor(MethodShape method, MethodVisitor next) {
        super(Opcodes.ASM9, next);
        point = method.point();
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (!point.detail().equals(owner + "." + name)) {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            return;
        }
        switch (point.shape()) {
            case REPLACE_CALL -> hook(descriptor);
            case REPLACE_VIRTUAL -> {
                super.visitVarInsn(Opcodes.ALOAD, 0);
                int end = descriptor.indexOf(')');
                hook("(Ljava/lang/Object;" + descriptor.substring(1, end) + "Ljava/lang/Object;"
                        + descriptor.substring(end));
            }
            default -> {
                super.visitVarInsn(Opcodes.ALOAD, 0);
                hook("(Ljava/lang/Object;)V");
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }
    }

    private void hook(String descriptor) {
        int dot = point.hook().indexOf('.');
        super.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                MethodShape.HOOKS + point.hook().substring(0, dot),
                point.hook().substring(dot + 1),
                descriptor,
                false);
    }
}
