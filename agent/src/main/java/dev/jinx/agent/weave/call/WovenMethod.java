package dev.jinx.agent.weave.call;

import dev.jinx.agent.weave.Frames;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * A method to weave.
 *
 * @param owner the internal name of its class
 * @param version of its class file
 * @param isStatic whether it has no this
 * @param withArguments whether a rule asks for its arguments
 * @param withResult whether a fault needs its result
 */
record WovenMethod(
        String owner,
        String name,
        String descriptor,
        int version,
        boolean isStatic,
        boolean withArguments,
        boolean withResult) {
    /** Whether its bytecode can name its own class: older class files than those of Java 5 have no constant for a class. */
    boolean canNameClass() {
        return version >= Opcodes.V1_5;
    }

    /** The local variables of its first frame, in the form of {@code visitFrame}. */
    Object[] firstFrame() {
        List<Object> locals = new ArrayList<>();
        if (!isStatic) {
            locals.add(name.equals("<init>") ? Opcodes.UNINITIALIZED_THIS : owner);
        }
        Frames.addArguments(locals, Type.getArgumentTypes(descriptor));
        return locals.toArray();
    }

    /** For people. */
    String describe() {
        StringBuilder text = new StringBuilder(owner.replace('/', '.'));
        text.append('.').append(name.equals("<init>") ? "new" : name).append('(');
        Type[] arguments = Type.getArgumentTypes(descriptor);
        for (int i = 0; i < arguments.length; i++) {
            String type = arguments[i].getClassName();
            text.append(i == 0 ? "" : ", ").append(type.substring(type.lastIndexOf('.') + 1));
        }
        return text.append(')').toString();
    }
}
