package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Invocation;
import dev.jinx.runtime.connection.Traces;
import java.io.IOException;
import java.lang.reflect.Constructor;

/**
 * An exception of the user's choice, made when it is needed: its class may be the application's own, which is not there at start-up.
 *
 * @param className on I/O an IOException or an unchecked one; on application methods any
 * @param message null for none
 * @param async on application methods: the outcome of what is returned fails, and nothing is thrown
 * @param label whether the rule's name is put in front of the message
 * @param force on application methods: also where it is checked and the method does not declare it
 */
public record ThrowFault(String className, String message, boolean async, boolean label, boolean force)
        implements Fault {
    /** Without options. */
    public ThrowFault(String className, String message) {
        this(className, message, false, false, false);
    }

    @Override
    public String word() {
        return "throw";
    }

    @Override
    public boolean ends() {
        return true;
    }

    @Override
    public String detail() {
        return className;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        Throwable exception;
        try {
            exception = makeForIo();
        } catch (Throwable e) {
            // Not what it was: an IOException would be taken for the injected one.
            throw new IllegalStateException("throw " + className + ": " + e, e);
        }
        return crossing.raise(exception);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the caller of the application's method gets it
    public Object call(Invocation invocation, long drawn) throws Throwable {
        if (async && Outcome.isAsynchronous(invocation.result())) {
            return Outcome.failing(make(invocation), 0, invocation);
        }
        throw invocation.raised(makeThrowable(invocation));
    }

    /**
     * The exception, of a class that the method's own class sees.
     *
     * @throws Impossible if the method must not throw it; where the class file of the exception was at hand, the rule was refused for
     *     the method long before
     */
    Throwable makeThrowable(Invocation invocation) throws ReflectiveOperationException, Impossible {
        Throwable exception = make(invocation);
        if (!force && !invocation.mayThrow(exception.getClass())) {
            throw new Impossible("it does not declare the checked exception "
                    .concat(className)
                    .concat("; `force: true` in the fault throws it all the same"));
        }
        return exception;
    }

    /** The exception, of a class that the method's own class sees. */
    Throwable make(Invocation invocation) throws ReflectiveOperationException {
        String text = label ? "[" + invocation.rule() + "]" + (message == null ? "" : " " + message) : message;
        Throwable exception = make(find(invocation.loader()), text);
        Traces.strip(exception);
        return exception;
    }

    private Throwable makeForIo() throws ReflectiveOperationException {
        Class<?> type = find(Thread.currentThread().getContextClassLoader());
        if (!IOException.class.isAssignableFrom(type)
                && !RuntimeException.class.isAssignableFrom(type)
                && !Error.class.isAssignableFrom(type)) {
            throw new ClassCastException(className + " is a checked exception other than IOException");
        }
        return make(type, message);
    }

    private static Throwable make(Class<?> type, String text) throws ReflectiveOperationException {
        Constructor<?> plain = constructor(type);
        Constructor<?> withText = constructor(type, String.class);
        Constructor<?> withCause = constructor(type, String.class, Throwable.class);
        Throwable exception;
        if (plain != null && (text == null || (withText == null && withCause == null))) {
            exception = (Throwable) plain.newInstance();
        } else if (withText != null) {
            exception = (Throwable) withText.newInstance(text);
        } else if (withCause != null) {
            exception = (Throwable) withCause.newInstance(text, null);
        } else {
            throw new NoSuchMethodException(
                    type.getName() + " has no constructor with a message, with message and cause, or with nothing");
        }
        return exception;
    }

    private static Constructor<?> constructor(Class<?> type, Class<?>... parameters) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            Opened.open(constructor);
            return constructor;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private Class<?> find(ClassLoader first) throws ClassNotFoundException {
        // A class of the JDK, or of a library in a parent loader, does not see the application's exceptions.
        ClassLoader[] loaders = {
            first, Thread.currentThread().getContextClassLoader(), ClassLoader.getSystemClassLoader()
        };
        for (ClassLoader loader : loaders) {
            Class<?> found = find(className, loader);
            if (found != null) {
                return found;
            }
        }
        throw new ClassNotFoundException(className);
    }

    private static Class<?> find(String name, ClassLoader loader) {
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
