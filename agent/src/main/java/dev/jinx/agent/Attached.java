package dev.jinx.agent;

import dev.jinx.AgentLoader;
import dev.jinx.agent.control.Control;
import dev.jinx.agent.control.Request;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.settings.SettingsException;
import java.io.IOException;
import java.lang.instrument.Instrumentation;

/** What comes to a running JVM through the attach protocol: commands, or, from other tools, an agent argument as at start. */
final class Attached {
    /** Keeps what belongs to one command in several parts. */
    private static Control control;

    private Attached() {}

    /**
     * Does what is wanted, and gives the agent back where nothing is in force any more. Nothing here ends the JVM.
     *
     * @throws IllegalStateException if an argument as at start could not be carried out; commands have their answers
     */
    static void start(String arguments, Instrumentation instrumentation) {
        String[] wrong = {""};
        Thread thread =
                new Thread(null, () -> wrong[0] = carryOut(arguments, instrumentation), "jinx-control", 0, false);
        // A thread of its own, because the caller's lives as long as the JVM, and libraries leave their thread-locals.
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        giveBack();
        if (!wrong[0].isEmpty()) {
            throw new IllegalStateException(wrong[0]);
        }
    }

    private static void giveBack() {
        if (Session.current() == null && (control == null || !control.expectsMore())) {
            try {
                ((AgentLoader) Attached.class.getClassLoader()).close();
            } catch (IOException e) {
                Jinx.say("the agent's jar could not be closed: " + e);
            }
        }
    }

    /** What went wrong; empty if nothing did, or if it was answered. */
    private static String carryOut(String arguments, Instrumentation instrumentation) {
        try {
            if (Request.isOne(arguments)) {
                open(instrumentation);
                if (control == null) {
                    control = new Control();
                }
                control.carryOut(arguments, new Controlled(instrumentation));
                return "";
            }
            return install(arguments, instrumentation);
        } catch (Throwable t) {
            return t.toString();
        }
    }

    /** The properties that answers are left in become visible to us. */
    private static void open(Instrumentation instrumentation) {
        instrumentation.redefineModule(
                Object.class.getModule(),
                java.util.Set.of(),
                java.util.Map.of("jdk.internal.vm", java.util.Set.of(Attached.class.getModule())),
                java.util.Map.of(),
                java.util.Set.of(),
                java.util.Map.of());
    }

    private static String install(String arguments, Instrumentation instrumentation) throws Exception {
        Settings settings;
        try {
            settings = Settings.read(arguments, System.getProperties(), System.getenv());
        } catch (SettingsException e) {
            Jinx.say(e.getMessage());
            return e.getMessage();
        }
        if (settings.disabled()) {
            return "";
        }
        if (!RulesSource.named(settings)) {
            Jinx.say("no rules file was named");
            return "no rules file was named";
        }
        byte[] content = RulesSource.content(settings.rules());
        Parsed parsed = RulesSource.read(settings.rules(), content, settings);
        for (Problem problem : parsed.problems()) {
            Jinx.say(problem.toString());
        }
        if (parsed.file().isEmpty()) {
            return parsed.problems().get(0).toString();
        }
        Session.start(parsed.file().get(), settings.rules(), settings, instrumentation);
        Session.watch(content);
        return "";
    }
}
