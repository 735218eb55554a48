package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Invocation;
import dev.jinx.runtime.connection.Raised;
import dev.jinx.runtime.connection.Traces;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.fault.Impossible;
import dev.jinx.runtime.plan.CallSite;
import dev.jinx.runtime.plan.Callers;
import dev.jinx.runtime.plan.Draw;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.plan.Verdict;
import dev.jinx.runtime.stats.Event;
import dev.jinx.runtime.stats.Events;
import dev.jinx.runtime.stats.Failures;
import dev.jinx.runtime.stats.Skip;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.internal.misc.Unsafe;

/**
 * What woven methods of the application call, by way of one class in {@code java.lang} that every class loader can see. Any thread.
 */
public final class CallHook {
    /** While a fault runs code of the application's (a constructor, a toString), or Jinx works itself, no rule acts on that. */
    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    /** How many threads are inside; only then the thread is asked. */
    private static final AtomicInteger BUSY = new AtomicInteger();

    /** By number; longer than what is in it. */
    private static volatile CallSite[] sites = new CallSite[16];

    private static int registered;

    /**
     * What a call may need, however little of the stack is left to it: a class whose initialiser runs out of stack is broken for good.
     */
    private static final Class<?>[] READY = {
        Callers.class,
        Draw.class,
        Event.class,
        Events.class,
        Failures.class,
        Failures.Failure.class,
        Invocation.class,
        Pending.class,
        Raised.class,
        Replacement.class,
        Skip.class,
        Traces.class,
        Verdict.class
    };

    private static volatile Object switchBase;
    private static volatile long switchOffset;

    private CallHook() {}

    /** The class that woven methods go by; its switch is set from now on. */
    public static void trampoline(Class<?> type) {
        java.lang.reflect.Field field;
        try {
            field = type.getField("on");
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
        for (Class<?> one : READY) {
            Unsafe.getUnsafe().ensureClassInitialized(one);
        }
        switchOffset = Unsafe.getUnsafe().staticFieldOffset(field);
        switchBase = Unsafe.getUnsafe().staticFieldBase(field);
        update();
    }

    /** No rule acts on calls until a plan is put in force. */
    public static void pause() {
        if (switchBase != null) {
            Unsafe.getUnsafe().putBooleanVolatile(switchBase, switchOffset, false);
        }
    }

    /** Sets the switch that woven methods look at first: on where some rule in force is on calls. */
    static void update() {
        if (switchBase == null) {
            return;
        }
        boolean on = false;
        if (Hooks.armed && Hooks.plan().table(Operation.CALL).used()) {
            for (Rule rule : Hooks.plan().rules()) {
                on |= rule.enabled() && rule.onCalls();
            }
        }
        Unsafe.getUnsafe().putBooleanVolatile(switchBase, switchOffset, on);
    }

    /** A method is woven; returns the number by which its bytecode names it. */
    public static synchronized int register(CallSite site) {
        CallSite[] all = registered < sites.length ? sites : Arrays.copyOf(sites, 2 * sites.length);
        all[registered] = site;
        // Written again in any case: whoever reads it sees the new element.
        sites = all;
        return registered++;
    }

    /** All methods that were woven, by their number. */
    public static synchronized CallSite[] sites() {
        return Arrays.copyOf(sites, registered);
    }

    /** What is left to be done when the body has run. */
    private record Pending(Invocation invocation, Verdict verdict) {}

    /**
     * On entry.
     *
     * @param number of the method
     * @param type the class that declares it; null where its bytecode cannot name it
     * @param arguments null where no rule asks for them
     * @return null to go on; something to be handed to {@link #exit}; or, if {@link #replaces} says so, what the caller gets
     * @throws Throwable the injected one
     */
    public static Object enter(int number, Class<?> type, Object[] arguments) throws Throwable {
        CallSite site = sites[number];
        if (isInside()) {
            return null;
        }
        Plan plan = Hooks.plan();
        Verdict verdict = arguments == null ? decide(plan, site, null) : decideGuarded(plan, site, arguments);
        return verdict == null ? null : act(site, type, verdict);
    }

    private static Verdict decide(Plan plan, CallSite site, Object[] arguments) {
        try {
            return plan.decide(site, arguments);
        } catch (StackOverflowError e) {
            // The application's own, wherever it happens.
            return null;
        } catch (Throwable t) {
            Failures.record("call " + site.method(), t);
            return null;
        }
    }

    /** The arguments' own toString is code of the application's. */
    private static Verdict decideGuarded(Plan plan, CallSite site, Object[] arguments) {
        begin();
        try {
            return decide(plan, site, arguments);
        } finally {
            end();
        }
    }

    private static boolean isInside() {
        return BUSY.get() != 0 && INSIDE.get() != null;
    }

    private static void begin() {
        INSIDE.set(Boolean.TRUE);
        BUSY.incrementAndGet();
    }

    private static void end() {
        BUSY.decrementAndGet();
        INSIDE.remove();
    }

    /**
     * What this thread does until {@link #leaveOwn} is Jinx's own doing: no rule acts on a method that it calls, or a hang of the
     * application's management would also be one of whoever ends it.
     *
     * @return whether it is to be left; false where that is so already
     */
    public static boolean enterOwn() {
        if (INSIDE.get() != null) {
            return false;
        }
        begin();
        return true;
    }

    /** The end of it, for whoever was told to leave it. */
    public static void leaveOwn() {
        end();
    }

    private static Object act(CallSite site, Class<?> type, Verdict verdict) throws Throwable {
        boolean onResult = false;
        Verdict acting = verdict;
        begin();
        try {
            Class<?> declaring = type == null ? Callers.declaring() : type;
            Invocation invocation = new Invocation(declaring, site.descriptor(), site.declared());
            for (Verdict v = verdict; v != null; v = v.next()) {
                acting = v;
                invocation.owner(v.rule(), v.rule().name());
                for (int i = 0; i < v.size(); i++) {
                    Fault fault = v.fault(i);
                    onResult |= fault.onResult();
                    Object answer = fault.call(invocation, v.drawn(i));
                    if (answer != Invocation.PROCEED) {
                        Object value = answer == Invocation.NULL ? null : answer;
                        return new Replacement(onResult ? result(invocation, verdict, v, i, value) : value);
                    }
                    if (invocation.released()) {
                        return null;
                    }
                }
            }
            return onResult ? new Pending(invocation, verdict) : null;
        } catch (Raised raised) {
            Traces.strip(raised.exception());
            throw raised.exception();
        } catch (Impossible why) {
            acting.fail();
            acting.rule().stats().refuse("does not act on " + site.method() + ": " + why.getMessage());
            return null;
        } catch (Throwable t) {
            Failures.record("call " + site.method(), t);
            acting.fail();
            return null;
        } finally {
            end();
        }
    }

    private record Replacement(Object value) {}

    /** Whether the body is not to be run. */
    public static boolean replaces(Object entered) {
        return entered instanceof Replacement;
    }

    /** What the caller gets then. */
    public static Object value(Object entered) {
        return ((Replacement) entered).value();
    }

    /** When the body has run; returns what the caller gets. */
    public static Object exit(Object result, Object entered) {
        if (!(entered instanceof Pending pending)) {
            return result;
        }
        begin();
        try {
            return result(pending.invocation(), pending.verdict(), null, 0, result);
        } catch (Throwable t) {
            Failures.record("result", t);
            return result;
        } finally {
            end();
        }
    }

    /**
     * What faults make of a result.
     *
     * @param last the verdict whose fault gave the result, instead of the body; null for none
     * @param before faults of that one are no more than these
     */
    private static Object result(Invocation invocation, Verdict first, Verdict last, int before, Object given)
            throws ClassNotFoundException {
        Object answer = given;
        boolean more = true;
        for (Verdict v = first; more && v != null; v = v.next()) {
            more = v != last;
            invocation.owner(v.rule(), v.rule().name());
            int end = more ? v.size() : before;
            for (int i = 0; i < end; i++) {
                answer = v.fault(i).result(invocation, answer, v.drawn(i));
            }
            if (invocation.untouched() > 0) {
                v.rule().stats().untouched(invocation.untouched());
            }
        }
        return answer;
    }
}
