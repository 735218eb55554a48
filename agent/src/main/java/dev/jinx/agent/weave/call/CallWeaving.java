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
        CallRules before = current == null ? CallRules.NONE : current.rules();
        CallRules now = new CallRules(onCalls(rules, plan));
        Sites.clear();
        if (now.isEmpty()) {
            remove();
        } else if (current != null) {
            current.rules(now);
        } else {
            if (!defined) {
                CallHook.trampoline(define(instrumentation));
                defined = true;
            }
            current = new CallTransformer(now);
            owner = instrumentation;
            instrumentation.addTransformer(current, true);
        }
        retransform(instrumentation, before, now);
    }

    private static void remove() {
        if (current != null) {
            owner.removeTransformer(current);
            current = null;
            owner = null;
        }
    }

    /**
     * Weaves what was on its way through the JVM when the rules came: a class is among those that are loaded only when its superclass
     * is, and that may take as long as its class loader takes.
     */
    public static synchronized void weaveLatecomers(Instrumentation instrumentation) {
        if (current == null) {
            return;
        }
        List<Class<?>> missed = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (isOrdinary(type) && current.missed(type) && instrumentation.isModifiableClass(type)) {
                missed.add(type);
            }
        }
        retransformAll(instrumentation, missed);
    }

    /** Gives the application's classes back what they were, method by method. */
    public static synchronized void uninstall(Instrumentation instrumentation) {
        CallHook.pause();
        if (current == null) {
            return;
        }
        CallRules before = current.rules();
        remove();
        Sites.clear();
        retransform(instrumentation, before, CallRules.NONE);
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
        Class<?> trampoline = existing();
        if (trampoline == null) {
            byte[] bytes = Trampoline.bytes();
            trampoline = jdk.internal.misc.Unsafe.getUnsafe()
                    .defineClass(Trampoline.NAME, bytes, 0, bytes.length, null, null);
        }
        try {
            trampoline.getMethod("replaces", Object.class).invoke(null, (Object) null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the way from application methods to the rules is blocked", e);
        }
        return trampoline;
    }

    /** The one that an agent that went has left; null where there was none. */
    private static Class<?> existing() {
        try {
            return Class.forName(Trampoline.NAME.replace('/', '.'), false, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static void retransform(Instrumentation instrumentation, CallRules before, CallRules now) {
        Set<Class<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        // A class that was being loaded when the transformer came went by it, and is there the next time.
        for (int round = 0; round < ROUNDS; round++) {
            List<Class<?>> concerned = new ArrayList<>();
            for (Class<?> type : instrumentation.getAllLoadedClasses()) {
                if (isOrdinary(type)
                        && seen.add(type)
                        && (before.concern(type) || now.concern(type))
                        && instrumentation.isModifiableClass(type)) {
                    concerned.add(type);
                }
            }
            retransformAll(instrumentation, concerned);
        }
    }

    private static boolean isOrdinary(Class<?> type) {
        return !type.isArray() && !type.isHidden();
    }

    private static void retransformAll(Instrumentation instrumentation, List<Class<?>> types) {
        for (int i = 0; i < types.size(); i += AT_ONCE) {
            retransform(instrumentation, types.subList(i, Math.min(i + AT_ONCE, types.size())));
        }
    }

    private static void retransform(Instrumentation instrumentation, List<Class<?>> some) {
        try {
            instrumentation.retransformClasses(some.toArray(new Class<?>[0]));
        } catch (Throwable t) {
            if (some.size() == 1) {
                spoiled(instrumentation, some.get(0), t);
                return;
            }
            // One of them spoils it for all.
            for (Class<?> type : some) {
                retransform(instrumentation, List.of(type));
            }
        }
    }

    /** The JVM does not take a class as it is now: it cannot be linked, or another agent has made something of it that cannot be. */
    private static void spoiled(Instrumentation instrumentation, Class<?> type, Throwable why) {
        if (current == null || !current.rules().refuse(type, "the JVM does not take its class anew: " + why)) {
            Failures.record("giving back " + type.getName(), why);
            return;
        }
        if (isOnlyOne(instrumentation, type)) {
            Sites.abandon(type.getName());
        }
    }

    private static boolean isOnlyOne(Instrumentation instrumentation, Class<?> type) {
        int same = 0;
        for (Class<?> one : instrumentation.getAllLoadedClasses()) {
            same += one.getName().equals(type.getName()) ? 1 : 0;
        }
        return same == 1;
    }
}
