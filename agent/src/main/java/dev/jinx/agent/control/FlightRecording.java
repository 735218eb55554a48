package dev.jinx.agent.control;

import dev.jinx.runtime.stats.Events;
import jdk.internal.misc.VM;
import jdk.jfr.FlightRecorder;

/**
 * Has injections recorded by JFR, from when it is in use: nothing of it is loaded before. Where there is no jdk.jfr, there is nothing to
 * do.
 */
final class FlightRecording implements Chore {
    private static boolean installed;

    /** Where the command line asks for a recording, it is to have the injections from the first one on. */
    static void prepare() {
        String[] arguments = VM.getRuntimeArguments();
        if (arguments == null) {
            // As it is for a JVM without options that was attached to.
            return;
        }
        for (String argument : arguments) {
            if (argument.startsWith("-XX:StartFlightRecording") && available()) {
                install();
                return;
            }
        }
    }

    @Override
    public long run() {
        if (installed || !available()) {
            return NEVER;
        }
        if (!FlightRecorder.isInitialized()) {
            return INTERVAL;
        }
        install();
        return NEVER;
    }

    private static boolean available() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    }

    private static synchronized void install() {
        installed = true;
        FlightRecorder.register(InjectionEvent.class);
        Events.listener(new Recorder());
    }

    @Override
    public void end() {
        if (installed) {
            Events.listener(null);
            FlightRecorder.unregister(InjectionEvent.class);
        }
    }
}
