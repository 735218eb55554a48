package dev.jinx.agent;

import dev.jinx.agent.compile.PlanCompiler;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.weave.Weaving;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Plan;
import java.lang.instrument.Instrumentation;

/** Puts rules in force. Its class is loaded after the runtime is in the boot loader, because its methods name runtime types. */
final class Session {
    private Session() {}

    static void start(RulesFile rules, Settings settings, Instrumentation instrumentation) throws Exception {
        Weaving.defineRuntime(instrumentation);
        InForce.start(rules, settings, instrumentation);
    }

    private static final class InForce {
        static void start(RulesFile rules, Settings settings, Instrumentation instrumentation) throws Exception {
            long seed = settings.seed().orElseGet(() -> rules.seed().orElseGet(System::nanoTime));
            Plan plan = PlanCompiler.compile(rules.rules(), seed);
            Weaving.install(instrumentation, plan);
            Hooks.install(plan);
        }
    }
}
