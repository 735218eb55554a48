package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.stats.Failures;
import java.io.IOException;
import java.lang.reflect.Constructor;

/**
 * An exception of the user's choice, made when it is needed: its class may be the application's own, which is not there at start-up.
 *
 * @param className an IOException or an unchecked one
 * @param message null for none
 */
public record ThrowFault(String className, String message) implements Fault {
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
            exception = make();
        } catch (Throwable e) {
            Failures.record("throw " + className, e);
            return Crossing.proceed(bytes);
        }
        return crossing.raise(exception);
    }

    private Throwable make() throws ReflectiveOperationException {
        Class<?> type = find();
        if (!IOException.class.isAssignableFrom(type)
                && !RuntimeException.class.isAssignableFrom(type)
                && !Error.class.isAssignableFrom(type)) {
            throw new ClassCastException(className + " is a checked exception other than IOException");
        }
        if (message == null) {
            Constructor<?> plain = constructor(type);
            if (plain != null) {
                return (Throwable) plain.newInstance();
            }
        }
        return (Throwable) type.getConstructor(String.class).newInstance(message);
    }

    private static Constructor<?> constructor(Class<?> type) {
        try {
            return type.getConstructor();
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private Class<?> find() throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(className, true, context);
        } catch (ClassNotFoundException e) {
            return Class.forName(className, true, ClassLoader.getSystemClassLoader());
        }
    }
}
