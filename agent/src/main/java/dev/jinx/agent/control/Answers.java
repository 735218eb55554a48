package dev.jinx.agent.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import jdk.internal.vm.VMSupport;

/**
 * Where answers are left for who asked: properties of this JVM that the attach protocol tells. No port, no file. An answer goes when the
 * next commands come, so that more than one can be under way.
 */
final class Answers {
    private static final String PREFIX = "dev.jinx.answer.";
    private static final int KEPT = 4;

    /** The JVM gives up on properties of more than 10 MB. */
    private static final int LONGEST = 2 << 20;

    private final Deque<String> left = new ArrayDeque<>();

    /** The property that holds the answer to a command. */
    static String property(String id) {
        return PREFIX + id;
    }

    /** Leaves an answer. */
    void leave(String id, Answer answer) {
        Properties properties = VMSupport.getAgentProperties();
        String text = answer.encoded();
        properties.setProperty(property(id), text.length() > LONGEST ? "1 the answer is too long" : text);
        left.add(property(id));
        while (left.size() > KEPT) {
            properties.remove(left.remove());
        }
    }

    /** Only the last answer stays, and what agents before this one left goes. */
    void clear() {
        Properties properties = VMSupport.getAgentProperties();
        String last = left.isEmpty() ? "" : left.getLast();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PREFIX) && !name.equals(last)) {
                properties.remove(name);
            }
        }
        left.clear();
    }
}
