package dev.jinx.runtime.connection;

import java.util.List;

/**
 * One call of an application method on which a rule acts. One thread.
 */
public final class Invocation {
    /** A fault's answer: go on to the method's body. */
    public static final Object PROCEED = new Object();

    /** A fault's answer: the caller gets null, or nothing where the method gives nothing. */
    public static final Object NULL = new Object();

    private static final Waiters WAITERS = new Waiters();

    private static volatile boolean waitsEnded;

    private final Class<?> type;
    private final String descriptor;
    private final List<String> declared;
    private final long start = System.nanoTime();
    private Cause owner;
    private String rule;
    private boolean released;
    private long untouched;

    /**
     * A call.
     *
     * @param type the class that declares the method
     * @param descriptor of the method
     * @param declared full names of the exceptions that it declares
     */
    public Invocation(Class<?> type, String descriptor, List<String> declared) {
        this.type = type;
        this.descriptor = descriptor;
        this.declared = declared;
    }

    /** The rule whose faults come next. */
    public void owner(Cause itsRule, String name) {
        owner = itsRule;
        rule = name;
        untouched = 0;
    }

    Cause owner() {
        return owner;
    }

    /** The name of the rule. */
    public String rule() {
        return rule;
    }

    /** The loader of the class that declares the method; null for the boot loader. */
    public ClassLoader loader() {
        return type.getClassLoader();
    }

    /**
     * What the method gives, as declared.
     *
     * @throws ClassNotFoundException if the loader of its class does not find that
     */
    public Class<?> result() throws ClassNotFoundException {
        // By hand: a MethodType would have all the parameters' classes loaded.
        String name = descriptor.substring(descriptor.indexOf(')') + 1);
        return switch (name.charAt(0)) {
            case 'V' -> void.class;
            case 'Z' -> boolean.class;
            case 'B' -> byte.class;
            case 'C' -> char.class;
            case 'S' -> short.class;
            case 'I' -> int.class;
            case 'J' -> long.class;
            case 'F' -> float.class;
            case 'D' -> double.class;
            case '[' -> Class.forName(name.replace('/', '.'), false, loader());
            default -> Class.forName(name.substring(1, name.length() - 1).replace('/', '.'), false, loader());
        };
    }

    /** Whether the method may throw such an exception: it declares it, or need not. */
    public boolean mayThrow(Class<?> exception) {
        for (Class<?> one = exception; one != null; one = one.getSuperclass()) {
            if (one == RuntimeException.class || one == Error.class || declared.contains(one.getName())) {
                return true;
            }
        }
        return false;
    }

    /** What a fault throws so that the caller gets that exception. */
    public Raised raised(Throwable exception) {
        return new Raised(exception);
    }

    /** Whether the rule went while the call waited. */
    public boolean released() {
        return released;
    }

    /** A value was met that should have been damaged, and nobody knows how to. */
    public void leaveUntouched() {
        untouched++;
    }

    /** How many there were for this rule. */
    public long untouched() {
        return untouched;
    }

    /**
     * Waits, until that many nanoseconds after the call began.
     *
     * @throws Raised with an InterruptedException where the method declares it; elsewhere an interrupt ends the wait and stays set
     */
    public void await(long until) {
        Waiter waiter = new Waiter(owner);
        WAITERS.enter(waiter);
        try {
            if (isOver()) {
                // It went between the verdict and this wait.
                released = true;
                return;
            }
            switch (waiter.await(start, until, Long.MAX_VALUE, true)) {
                case INTERRUPTED -> {
                    released = true;
                    if (mayThrow(InterruptedException.class) && Thread.interrupted()) {
                        throw raised(new InterruptedException());
                    }
                }
                case RELEASED -> released = true;
                default -> {}
            }
        } finally {
            WAITERS.leave(waiter);
        }
    }

    /** Whether the rule went. Who asks after he began to wait misses no release. */
    boolean isOver() {
        return waitsEnded || !owner.inForce();
    }

    /** Nanoseconds since the call began. */
    public long elapsed() {
        return System.nanoTime() - start;
    }

    /** Calls that wait for {@code ofRule}, or for any rule where it is null, go on. */
    public static void releaseAll(Object ofRule) {
        WAITERS.release(ofRule);
        Deadlock.release(ofRule);
        Later.release(ofRule);
    }

    /** Nobody waits any more. */
    public static void endWaits() {
        waitsEnded = true;
        WAITERS.release(null);
        Deadlock.release(null);
        Later.release(null);
    }
}
