package dev.jinx.agent.control.client;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The JVMs of this machine, found in {@code /proc} without disturbing anybody. */
public final class Jvms {
    private static final String SEPARATE_VALUE =
            " -cp -classpath --class-path -p --module-path --upgrade-module-path --add-modules --add-reads --add-exports"
                    + " --add-opens --limit-modules --patch-module --source --enable-native-access ";

    /** One that hangs is not to keep the others from being listed. */
    private static final int STATE_SECONDS = 3;

    private Jvms() {}

    /**
     * A JVM.
     *
     * @param main class, module or jar
     * @param java version
     * @param state of Jinx: absent, active, paused, expired; a question mark where the JVM does not answer
     */
    public record Found(long pid, String main, String java, String state) {}

    /** All that this user can attach to, by process id. */
    public static List<Found> all() throws IOException {
        List<Found> all = new ArrayList<>();
        for (Target target : targets()) {
            Found found = new Found(target.pid(), main(target), version(target), state(target));
            // It may have ended while it was looked at.
            if (target.javaHome().isPresent()) {
                all.add(found);
            }
        }
        return all;
    }

    private static List<Target> targets() throws IOException {
        List<Target> targets = new ArrayList<>();
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                Target target = new Target(Long.parseLong(process.getFileName().toString()));
                if (target.pid() != self && target.javaHome().isPresent()) {
                    targets.add(target);
                }
            }
        }
        targets.sort(Comparator.comparingLong(Target::pid));
        return targets;
    }

    /**
     * The process that a user means.
     *
     * @param who a process id, or part of the main class of exactly one JVM
     * @throws CannotAttach if it is none or more than one
     */
    public static long pid(String who) throws CannotAttach, IOException {
        if (who.matches("\\d{1,18}")) {
            return Long.parseLong(who);
        }
        List<Target> named = new ArrayList<>();
        StringBuilder names = new StringBuilder();
        for (Target target : targets()) {
            String main = main(target);
            if (main.contains(who) && !main.equals("dev.jinx.Main")) {
                named.add(target);
                names.append(names.isEmpty() ? "" : ", ")
                        .append(target.pid())
                        .append(' ')
                        .append(main);
            }
        }
        if (named.size() == 1) {
            return named.get(0).pid();
        }
        throw new CannotAttach(
                named.isEmpty()
                        ? "no JVM's main class has '" + who + "' in it; `ps` lists them"
                        : "'" + who + "' is in the main class of more than one JVM: " + names);
    }

    /** The main class, module or jar, of the command line; arguments that come from a file are not looked into. */
    static String main(Target target) {
        List<String> arguments = target.arguments();
        int at = mainAt(arguments);
        String main = at < arguments.size() ? arguments.get(at) : "?";
        Optional<String> command = PerfData.javaCommand(target);
        // It knows what came from a file of arguments, and not where a path with a blank ends.
        if (command.isEmpty() || (command.get() + " ").startsWith(main + " ")) {
            return main;
        }
        int space = command.get().indexOf(' ');
        return space < 0 ? command.get() : command.get().substring(0, space);
    }

    /** The place of the main class, module or jar; behind the last where there is none. */
    private static int mainAt(List<String> arguments) {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean more = i + 1 < arguments.size();
            if (more && (argument.equals("-jar") || argument.equals("-m") || argument.equals("--module"))) {
                return i + 1;
            } else if (SEPARATE_VALUE.contains(" " + argument + " ")) {
                i++;
            } else if (!argument.startsWith("-") && !argument.startsWith("@") && !argument.isEmpty()) {
                return i;
            }
        }
        return arguments.size();
    }

    /** Whether a JVM was started with that switch on; the last one counts, wherever it came from. */
    static boolean isSet(Target target, String option, boolean byDefault) {
        Optional<String> known = PerfData.options(target);
        if (known.isPresent()) {
            return isSet(known.get(), option, byDefault);
        }
        // What the application is told is no option.
        List<String> arguments = target.arguments();
        String own = String.join(" ", arguments.subList(0, mainAt(arguments)));
        return isSet(own + " " + target.optionsOfVariables(), option, byDefault);
    }

    /** The same of options with blanks between them. */
    static boolean isSet(String options, String option, boolean byDefault) {
        boolean on = byDefault;
        for (String word : options.split("\\s+", -1)) {
            if (word.equals("-XX:+" + option) || word.equals("-XX:-" + option)) {
                on = word.charAt("-XX:".length()) == '+';
            }
        }
        return on;
    }

    private static String version(Target target) {
        Optional<String> home = target.javaHome();
        if (home.isEmpty()) {
            return "?";
        }
        try {
            for (String line : Files.readAllLines(target.inside(home.get() + "/release"))) {
                if (line.startsWith("JAVA_VERSION=")) {
                    return line.substring("JAVA_VERSION=".length()).replace("\"", "");
                }
            }
        } catch (IOException e) {
            return "?";
        }
        return "?";
    }

    /**
     * A JVM is asked only if it listens already, or if it has our jar open, whatever that is called: the others have not been attached
     * to.
     */
    private static String state(Target target) {
        if (!SocketAttachment.listens(target) && !target.hasOpen("dev/jinx/JinxAgent.class")) {
            return "absent";
        }
        try (RemoteJvm jvm = RemoteJvm.of(target.pid(), STATE_SECONDS)) {
            return jvm.mode().orElse("absent");
        } catch (CannotAttach | IOException e) {
            return "?";
        }
    }
}
