package dev.jinx.agent;

import dev.jinx.agent.compile.PlanCompiler;
import dev.jinx.agent.report.Reporter;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.settings.Log;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.weave.Weaving;
import dev.jinx.agent.weave.call.CallWeaving;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Optional;

/**
 * Puts rules in force, or in the place of those that are. Its class names no runtime type, because the runtime has to be in the boot
 * loader first.
 */
final class Session {
    private static boolean runtimeDefined;

    private Session() {}

    static synchronized void start(RulesFile rules, Settings settings, Instrumentation instrumentation)
            throws Exception {
        if (!runtimeDefined) {
            Weaving.defineRuntime(instrumentation);
            runtimeDefined = true;
        }
        InForce.start(rules, settings, instrumentation);
    }

    /** What is in force. */
    private static final class InForce {
        private static Exit exit;

        /** Whether there was ever a rule on calls, and with it the weaver for them. */
        private static boolean callsInvolved;

        static void start(RulesFile rules, Settings settings, Instrumentation instrumentation) throws Exception {
            Plan plan = PlanCompiler.compile(
                    rules.rules(), seed(rules, settings), PlanCompiler.safety(rules.safety()), List.of(), null);
            Weaving.install(instrumentation, plan);
            if (callsInvolved || plan.table(Operation.CALL).used()) {
                callsInvolved = true;
                CallWeaving.install(instrumentation, rules, plan);
            }
            Hooks.install(plan);
            boolean replaces = exit != null;
            Run run = new Run(rules, plan, System.currentTimeMillis());
            report(run, settings, instrumentation);
            say(run, replaces, settings.log());
        }

        private static long seed(RulesFile rules, Settings settings) {
            if (settings.seed().isPresent()) {
                return settings.seed().get();
            }
            return rules.seed().isPresent() ? rules.seed().getAsLong() : System.nanoTime();
        }

        private static void report(Run run, Settings settings, Instrumentation instrumentation) {
            RulesFile.ReportSettings wanted = run.file().report();
            Optional<String> json = settings.report().isPresent() ? settings.report() : wanted.json();
            Reporter next =
                    new Reporter(run, wanted.console(), json, settings.runReport(), instrumentation, settings.log());
            if (exit == null) {
                exit = new Exit(next);
                Runtime.getRuntime().addShutdownHook(exit);
            } else {
                exit.replace(next);
            }
            if (next.hasFiles()) {
                new FlushThread(next).start();
            }
        }

        private static void say(Run run, boolean replaces, Log log) {
            int count = run.file().rules().size();
            log.info(count + (count == 1 ? " rule from " : " rules from ")
                    + run.file().source() + " in force" + (replaces ? " instead of the rules so far" : "") + ", seed "
                    + run.plan().seed());
        }
    }
}
