package dev.jinx.runtime.hook;

/** Makes an injected exception's stack trace look like that of a real one. */
final class Traces {
    private static final String OURS = "dev.jinx.runtime.";
    private static final String REFLECTION = "java.lang.reflect.";
    private static final String INTERNAL = "jdk.internal.reflect.";

    private Traces() {}

    /** Takes our own frames off the top, and those of the reflection that made the exception. */
    static void strip(Throwable injected) {
        StackTraceElement[] trace = injected.getStackTrace();
        int ours = 0;
        while (ours < trace.length && isOurs(trace[ours].getClassName())) {
            ours++;
        }
        if (ours == 0) {
            return;
        }
        StackTraceElement[] rest = new StackTraceElement[trace.length - ours];
        System.arraycopy(trace, ours, rest, 0, rest.length);
        injected.setStackTrace(rest);
    }

    private static boolean isOurs(String type) {
        return type.startsWith(OURS) || type.startsWith(REFLECTION) || type.startsWith(INTERNAL);
    }
}
