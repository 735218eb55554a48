package dev.jinx.agent.weave;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** What is woven in front of a method stands on the method's first line, so that stack traces of injected exceptions look natural. */
public final class FirstLineVisitor extends MethodVisitor {
    private final int line;

    /**
     * A method.
     *
     * @param line its first line, 0 where it is unknown
     */
    public FirstLineVisitor(MethodVisitor next, int line) {
        super(Opcodes.ASM9, next);
        this.line = line;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (line != 0) {
            Label start = new Label();
            mv.visitLabel(start);
            mv.visitLineNumber(line, start);
        }
    }
}
