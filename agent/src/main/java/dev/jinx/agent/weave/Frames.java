package dev.jinx.agent.weave;

import java.util.List;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Local variables in the form of {@code MethodVisitor.visitFrame}. */
public final class Frames {
    private Frames() {}

    /** Adds the arguments of a method. */
    public static void addArguments(List<Object> locals, Type... arguments) {
        for (Type argument : arguments) {
            locals.add(
                    switch (argument.getSort()) {
                        case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
                        case Type.LONG -> Opcodes.LONG;
                        case Type.FLOAT -> Opcodes.FLOAT;
                        case Type.DOUBLE -> Opcodes.DOUBLE;
                        default -> argument.getInternalName();
                    });
        }
    }

    /**
     * Those local variables, then nothing up to one of ours, then ours.
     *
     * @param count how many of {@code locals} there are
     * @param local the place of ours
     * @param type of ours
     */
    public static Object[] with(Object[] locals, int count, int local, String type) {
        int slots = 0;
        for (int i = 0; i < count; i++) {
            slots += locals[i] == Opcodes.LONG || locals[i] == Opcodes.DOUBLE ? 2 : 1;
        }
        Object[] more = new Object[count + (local - slots) + 1];
        System.arraycopy(locals, 0, more, 0, count);
        for (int i = count; i < more.length - 1; i++) {
            more[i] = Opcodes.TOP;
        }
        more[more.length - 1] = type;
        return more;
    }
}
