package dev.jinx.agent.report;

import dev.jinx.agent.rules.Suggestion;

/** The class whose name is most like one that is not there. */
final class NearestClass {
    private NearestClass() {}

    /** Its full name; empty if none is near. */
    static String to(String wanted, Class<?>[] loaded) {
        String best = "";
        int bestDistance = Math.max(2, simple(wanted).length() / 3) + 1;
        for (Class<?> type : loaded) {
            String name = type.getName();
            if (type.isArray() || type.isHidden() || name.startsWith("dev.jinx.agent.") || !mayBe(wanted, name)) {
                continue;
            }
            int distance = distance(wanted, name, bestDistance);
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** A class of the JDK is not what somebody meant who did not write one. */
    private static boolean mayBe(String wanted, String name) {
        return !(name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun."))
                || wanted.startsWith(name.substring(0, name.indexOf('.') + 1));
    }

    private static int distance(String wanted, String name, int most) {
        // The same class in another package is near, however long the package.
        if (simple(wanted).equals(simple(name))) {
            return 1;
        }
        return Math.abs(wanted.length() - name.length()) >= most ? most : Suggestion.distance(wanted, name);
    }

    private static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
}
