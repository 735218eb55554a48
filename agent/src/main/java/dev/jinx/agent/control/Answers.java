package dev.jinx.agent.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import jdk.internal.vm.VMSupport;

/**
 * Where answers are left for who asked: properties of this JVM that the attach protocol tells. No port, no file. A JVM serves those who
 * attach one after the other, and whoever sent a command stands in line again to fetch the answer: so many stay, in the order of their
 * age, also when the agent goes and another one comes.
 */
final class Answers {
    private static final String PREFIX = "dev.jinx.answer.";

    /** Holds the names of the others, oldest first. */
    private static final String ORDER = "dev.jinx.answers";

    private static final int KEPT = 64;

    /** The JVM gives up on properties of more than 10 MB. */
    private static final int LONGEST = 2 << 20;

    private static final int MOST = 4 << 20;

    /** What may stay in a JVM without Jinx. */
    private static final int MOST_LEFT = 64 << 10;

    private final Properties properties;

    /** In this JVM. */
    Answers() {
        this(VMSupport.getAgentProperties());
    }

    /** In these properties. */
    Answers(Properties properties) {
        this.properties = properties;
    }

    /** The property that holds the answer to a command. */
    static String property(String id) {
        return PREFIX + id;
    }

    /** Leaves an answer. */
    void leave(String id, Answer answer) {
        String text = answer.encoded();
        properties.setProperty(property(id), text.length() > LONGEST ? "1 the answer is too long" : text);
        List<String> order = order();
        order.remove(id);
        order.add(id);
        keep(order, MOST);
    }

    /** Jinx is not in this JVM any more: only what somebody may still be about to fetch stays. */
    void shrink() {
        keep(order(), MOST_LEFT);
    }

    /** Of the newest so many as have no more characters together; the very last in any case. */
    private void keep(List<String> order, int most) {
        List<String> kept = new ArrayList<>();
        long characters = 0;
        for (int i = order.size() - 1; i >= 0; i--) {
            String id = order.get(i);
            String text = properties.getProperty(property(id), "");
            characters += text.length();
            if (kept.isEmpty() || (kept.size() < KEPT && characters <= most)) {
                kept.add(0, id);
            } else {
                properties.remove(property(id));
            }
        }
        properties.setProperty(ORDER, String.join(" ", kept));
    }

    private List<String> order() {
        List<String> order = new ArrayList<>();
        for (String id : properties.getProperty(ORDER, "").split(" ", -1)) {
            if (!id.isEmpty()) {
                order.add(id);
            }
        }
        return order;
    }
}
