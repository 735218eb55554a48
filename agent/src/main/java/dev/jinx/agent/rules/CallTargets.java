package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the keys of {@code target} that concern calls; what is wrong with one entry does not keep the others from being read. */
final class CallTargets {
    /** The JVM gives no method more than 255, and an instance method one less. */
    private static final int LAST_ARGUMENT = 254;

    private CallTargets() {}

    /** The value of {@code methods}. */
    static List<MethodPattern> methods(Node value, Problems problems) throws BadValue {
        List<MethodPattern> read = new ArrayList<>();
        for (Node item : Values.items(value, "methods")) {
            try {
                if (!Node.isBroken(item)) {
                    read.add(MethodSyntax.method(item, "methods"));
                }
            } catch (BadValue bad) {
                problems.add(bad);
            }
        }
        return List.copyOf(read);
    }

    /** The value of {@code args}, in the order of the arguments. */
    static Map<Integer, String> args(Node value, Problems problems) throws BadValue {
        if (!(value instanceof Node.Mapping mapping) || mapping.entries().isEmpty()) {
            throw new BadValue(
                    value.at(), "'args' is a mapping of argument numbers, the first is 0, as in `args: {0: \"eu-*\"}`");
        }
        Map<Integer, String> read = new TreeMap<>();
        for (Node.Entry entry : mapping.entries()) {
            try {
                Node number = new Node.Scalar(entry.key(), Node.Form.GIVEN, entry.at());
                int index = (int) Values.whole(number, "args", 0, LAST_ARGUMENT);
                if (!Node.isBroken(entry.value())) {
                    read.put(index, Values.text(entry.value(), entry.key()));
                }
            } catch (BadValue bad) {
                problems.add(bad);
            }
        }
        return Collections.unmodifiableMap(read);
    }

    /** The value of {@code callers}. */
    static List<String> callers(Node value, Problems problems) throws BadValue {
        List<String> read = new ArrayList<>();
        for (Node item : Values.items(value, "callers")) {
            try {
                if (!Node.isBroken(item)) {
                    read.add(MethodSyntax.type(item, "callers"));
                }
            } catch (BadValue bad) {
                problems.add(bad);
            }
        }
        return List.copyOf(read);
    }
}
