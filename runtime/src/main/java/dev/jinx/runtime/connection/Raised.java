package dev.jinx.runtime.connection;

/**
 * Carries an exception of a {@code throw} fault past the JDK's own handlers, which would turn an IOException into another one, to
 * the hook that throws it to the application. Its class is no Exception, so that nobody on the way takes it for his own.
 */
public final class Raised extends Error {
    private static final long serialVersionUID = 1;

    private final transient Throwable exception;

    Raised(Throwable exception) {
        super(null, null, false, false);
        this.exception = exception;
    }

    /** What the application is to see. */
    public Throwable exception() {
        return exception;
    }
}
