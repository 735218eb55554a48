package dev.jinx.agent;

import dev.jinx.agent.compile.PlanCompiler;
import dev.jinx.agent.control.RulesInForce;
import dev.jinx.agent.control.WatchThread;
import dev.jinx.agent.control.WatchedFile;
import dev.jinx.agent.report.Reporter;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.settings.Log;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.weave.Weaving;
import dev.jinx.agent.weave.call.CallWeaving;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Rule;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
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

    /** Looks after what is in force: the rules file, if it is to be watched, and everything else. */
    static synchronized void watch(Settings settings, byte[] content) {
        boolean file = settings.watches() && content != null && settings.rules().isPresent();
        InForce.watch(file ? new WatchedFile(settings.rules().get(), content) : null, settings);
    }

    /** Other rules in the place of those in force; those that mean the same go on as they are. */
    private static synchronized void replace(RulesFile rules) throws Exception {
        InForce.put(rules);
    }

    /** What is in force. */
    private static final class InForce implements RulesInForce {
        private static final InForce INSTANCE = new InForce();

        /** What runs and can be stopped, in the order in which it was started. */
        private static final List<AutoCloseable> STOPPABLE = new ArrayList<>();

        private static Exit exit;
        private static WatchThread watch;
        private static volatile Run current;
        private static Settings settled;
        private static Instrumentation by;
        private static Optional<String> copy = Optional.empty();

        /** Whether there was ever a rule on calls, and with it the weaver for them. */
        private static boolean callsInvolved;

        static void start(RulesFile rules, Settings settings, Instrumentation instrumentation) throws Exception {
            settled = settings;
            by = instrumentation;
            copy = settings.runReport();
            Plan plan = PlanCompiler.compile(
                    rules.rules(),
                    seed(rules, settings, System.nanoTime()),
                    PlanCompiler.safety(rules.safety()),
                    List.of(),
                    null);
            install(rules, plan, true);
            boolean replaces = exit != null;
            current = new Run(rules, plan, System.currentTimeMillis());
            report(current, settings, instrumentation);
            say(current, replaces, settings.log());
        }

        @Override
        public Run run() {
            return current;
        }

        @Override
        public Parsed parse(String source, byte[] content) {
            return Jinx.parse(settled, source, content);
        }

        @Override
        public void replace(RulesFile rules) throws Exception {
            Session.replace(rules);
        }

        static void put(RulesFile rules) throws Exception {
            Run before = current;
            boolean sameSafety = rules.safety().equals(before.file().safety());
            Plan plan = PlanCompiler.compile(
                    rules.rules(),
                    seed(rules, settled, before.plan().seed()),
                    sameSafety ? before.plan().safety() : PlanCompiler.safety(rules.safety()),
                    before.file().rules(),
                    before.plan());
            install(rules, plan, !sameCalls(before.plan(), plan));
            current = new Run(rules, plan, before.startedMillis());
            if (rules.report().equals(before.file().report())) {
                exit.reporter().goOn(current);
            } else {
                report(current, settled, by);
            }
            if (watch != null) {
                watch.wake();
            }
            say(current, true, settled.log());
        }

        private static void install(RulesFile rules, Plan plan, boolean calls) throws Exception {
            Weaving.install(by, plan);
            if (calls && (callsInvolved || plan.table(Operation.CALL).used())) {
                callsInvolved = true;
                CallWeaving.install(by, rules, plan);
            }
            Hooks.install(plan);
        }

        /** Whether the very same rules are on calls, so that what is woven for them can stay as it is. */
        @SuppressWarnings("ReferenceEquality") // two rules with equal words have counters of their own
        private static boolean sameCalls(Plan before, Plan now) {
            List<Rule> those = onCalls(before);
            List<Rule> these = onCalls(now);
            boolean same = those.size() == these.size();
            for (int i = 0; same && i < those.size(); i++) {
                same = those.get(i) == these.get(i);
            }
            return same;
        }

        private static List<Rule> onCalls(Plan plan) {
            List<Rule> on = new ArrayList<>();
            for (Rule rule : plan.rules()) {
                if (rule.onCalls()) {
                    on.add(rule);
                }
            }
            return on;
        }

        static void watch(WatchedFile file, Settings settings) {
            if (watch == null) {
                watch = new WatchThread(INSTANCE, file, settings.log());
                STOPPABLE.add(watch);
                watch.begin();
            } else {
                watch.watch(file);
            }
        }

        private static long seed(RulesFile rules, Settings settings, long otherwise) {
            if (settings.seed().isPresent()) {
                return settings.seed().get();
            }
            return rules.seed().isPresent() ? rules.seed().getAsLong() : otherwise;
        }

        private static void report(Run run, Settings settings, Instrumentation instrumentation) {
            RulesFile.ReportSettings wanted = run.file().report();
            Optional<String> json = settings.report().isPresent() ? settings.report() : wanted.json();
            Reporter next = new Reporter(run, wanted.console(), json, copy, instrumentation, settings.log());
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
