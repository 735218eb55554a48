package dev.jinx.agent.settings;

import java.io.File;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.ZipFile;

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
     * @param ownJar the agent's jar
     */
    public static boolean is(String command, Optional<String> main, File ownJar) {
        if (command == null || command.isEmpty()) {
            return false;
        }
        int space = command.indexOf(' ');
        String name = space < 0 ? command : command.substring(0, space);
        if (isTool(name) || isOurs(command, ownJar)) {
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

    /** Whether a jar of Jinx is run, which has the agent's name and lies anywhere; an application's may have the same name. */
    private static boolean isOurs(String command, File ownJar) {
        String name = ownJar.getName();
        // There may be blanks in its path, and arguments behind it.
        for (int at = command.indexOf(name); at >= 0; at = command.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean whole = (at == 0 || command.charAt(at - 1) == '/')
                    && (end == command.length() || command.charAt(end) == ' ');
            if (whole && isOurs(new File(command.substring(0, end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOurs(File jar) {
        try (ZipFile zip = new ZipFile(jar)) {
            return zip.getEntry("dev/jinx/JinxAgent.class") != null;
        } catch (IOException e) {
            return false;
        }
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
