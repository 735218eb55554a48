package dev.jinx.agent.settings;

import java.util.Optional;

/**
 * Whether this JVM is one that the agent stands aside in: a tool of the JDK that inherited the variable, one of Jinx's own commands, or
 * a main class that was not asked for.
 */
public final class Bystander {
    /** What {@code sun.java.command} begins with in tools of the JDK. */
    private static final String[] TOOLS = {
        "jdk.",
        "java.base/sun.",
        "java.rmi/",
        "java.scripting/",
        "com.sun.tools.",
        "sun.tools.",
        "sun.jvmstat.",
        "sun.security.tools.",
        "dev.jinx.Main"
    };

    /** What it begins with where {@code java App.java} compiles an application and runs it in the same JVM: that is no tool. */
    private static final String SOURCE_LAUNCHER = "jdk.compiler/com.sun.tools.javac.launcher.";

    private Bystander() {}

    /**
     * Whether it is.
     *
     * @param command {@code sun.java.command}; null where the launcher was another program
     * @param main the setting {@code main}
     * @param ownJar the file name of the agent's jar
     */
    public static boolean is(String command, Optional<String> main, String ownJar) {
        if (command == null || command.isEmpty()) {
            return false;
        }
        int space = command.indexOf(' ');
        String name = space < 0 ? command : command.substring(0, space);
        if (isTool(name) || fileName(name).equals(ownJar)) {
            return true;
        }
        return main.isPresent() && !asked(name, main.get());
    }

    private static boolean isTool(String name) {
        if (name.startsWith(SOURCE_LAUNCHER)) {
            return false;
        }
        for (String tool : TOOLS) {
            if (name.startsWith(tool) && (!tool.equals("jdk.") || name.indexOf('/') > 0)) {
                return true;
            }
        }
        return false;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static boolean asked(String name, String globs) {
        for (String glob : globs.split("\\|", -1)) {
            if (matches(glob, name) || matches(glob, fileName(name))) {
                return true;
            }
        }
        return false;
    }

    /** A glob in which {@code *} stands for anything. */
    private static boolean matches(String glob, String text) {
        int star = glob.indexOf('*');
        if (star < 0) {
            return glob.equals(text);
        }
        if (!text.startsWith(glob.substring(0, star))) {
            return false;
        }
        String rest = glob.substring(star + 1);
        for (int i = star; i <= text.length(); i++) {
            if (matches(rest, text.substring(i))) {
                return true;
            }
        }
        return false;
    }
}
