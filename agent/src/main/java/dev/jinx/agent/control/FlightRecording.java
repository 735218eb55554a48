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

    private final RulesInForce inForce;

    FlightRecording(RulesInForce inForce) {
        this.inForce = inForce;
    }

    /** Where the command line asks for a recording, it is to have the injections from the first one on. */
    static void prepare(RulesInForce inForce) {
        String[] arguments = VM.getRuntimeArguments();
        if (arguments == null) {
            // As it is for a JVM without options that was attached to.
            return;
        }
        for (String argument : arguments) {
            if (argument.startsWith("-XX:StartFlightRecording") && available()) {
                install(inForce);
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
        install(inForce);
        return NEVER;
    }

    private static boolean available() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    }

    private static synchronized void install(RulesInForce inForce) {
        installed = true;
        FlightRecorder.register(InjectionEvent.class);
        Events.listener(new Recorder(inForce));
    }

    @Override
    public void end() {
        if (installed) {
            Events.listener(null);
            FlightRecorder.unregister(InjectionEvent.class);
        }
    }
}
