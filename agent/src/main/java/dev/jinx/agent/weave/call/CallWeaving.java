package dev.jinx.agent.weave.call;

import dev.jinx.agent.rules.Operation;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.runtime.hook.CallHook;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.stats.Failures;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts into the application what rules on calls need. Loaded only where there is such a rule. */
public final class CallWeaving {
    private static final int ROUNDS = 2;

    /** The JVM stands still while classes are retransformed, so not too many at once. */
    private static final int AT_ONCE = 50;

    private static Instrumentation owner;
    private static CallTransformer current;
    private static boolean defined;

    private CallWeaving() {}

    /**
     * Weaves the methods that the rules name, in place of what was woven for the rules before: classes that are loaded already at once,
     * the others when they are.
     *
     * @param rules as written
     * @param plan the same rules in force, in the same order
     */
    public static synchronized void install(Instrumentation instrumentation, RulesFile rules, Plan plan) {
        CallHook.pause();
        CallTransformer before = current;
        if (before != null) {
            owner.removeTransformer(before);
            current = null;
        }
        Sites.clear();
        List<CallRule> onCalls = onCalls(rules, plan);
        if (!onCalls.isEmpty()) {
            if (!defined) {
                CallHook.trampoline(define(instrumentation));
                defined = true;
            }
            current = new CallTransformer(onCalls);
            owner = instrumentation;
            instrumentation.addTransformer(current, true);
        }
        retransform(instrumentation, before, current);
    }

    /** Gives the application's classes back what they were, method by method. */
    public static synchronized void uninstall(Instrumentation instrumentation) {
        CallHook.pause();
        CallTransformer before = current;
        if (before == null) {
            return;
        }
        owner.removeTransformer(before);
        current = null;
        owner = null;
        Sites.clear();
        retransform(instrumentation, before, null);
    }

    private static List<CallRule> onCalls(RulesFile rules, Plan plan) {
        List<CallRule> onCalls = new ArrayList<>();
        Rule[] inForce = plan.rules();
        for (int i = 0; i < inForce.length; i++) {
            if (rules.rules().get(i).on().contains(Operation.CALL)) {
                onCalls.add(new CallRule(rules.rules().get(i), inForce[i]));
            }
        }
        return onCalls;
    }

    /** Defines the trampoline, and tries it out before any code of the application goes by it. */
    private static Class<?> define(Instrumentation instrumentation) {
        Module base = Object.class.getModule();
        instrumentation.redefineModule(
                base, Set.of(CallHook.class.getModule()), Map.of(), Map.of(), Set.of(), Map.of());
        byte[] bytes = Trampoline.bytes();
        Class<?> trampoline =
                jdk.internal.misc.Unsafe.getUnsafe().defineClass(Trampoline.NAME, bytes, 0, bytes.length, null, null);
        try {
            trampoline.getMethod("replaces", Object.class).invoke(null, (Object) null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the way from application methods to the rules is blocked", e);
        }
        return trampoline;
    }

    private static void retransform(Instrumentation instrumentation, CallTransformer before, CallTransformer now) {
        Set<Class<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        // A class that was being loaded when the transformer came went by it, and is there the next time.
        for (int round = 0; round < ROUNDS; round++) {
            List<Class<?>> concerned = new ArrayList<>();
            for (Class<?> type : instrumentation.getAllLoadedClasses()) {
                if (!type.isArray()
                        && !type.isHidden()
                        && seen.add(type)
                        && ((before != null && before.concerns(type)) || (now != null && now.concerns(type)))
                        && instrumentation.isModifiableClass(type)) {
                    concerned.add(type);
                }
            }
            for (int i = 0; i < concerned.size(); i += AT_ONCE) {
                retransform(instrumentation, concerned.subList(i, Math.min(i + AT_ONCE, concerned.size())));
            }
        }
    }

    private static void retransform(Instrumentation instrumentation, List<Class<?>> some) {
        try {
            instrumentation.retransformClasses(some.toArray(new Class<?>[0]));
        } catch (Throwable t) {
            if (some.size() == 1) {
                Failures.record("weaving " + some.get(0).getName(), t);
                return;
            }
            // One of them spoils it for all.
            for (Class<?> type : some) {
                retransform(instrumentation, List.of(type));
            }
        }
    }
}
