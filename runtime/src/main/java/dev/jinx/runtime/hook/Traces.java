package dev.jinx.runtime.hook;

import java.net.SocketTimeoutException;

/** Makes an injected exception's stack trace look like that of a real one. */
final class Traces {
    private static final String OURS = "dev.jinx.runtime.";
    private static final String REFLECTION = "java.lang.reflect.";
    private static final String INTERNAL = "jdk.internal.reflect.";

    /** Where system calls are made. A timeout is not the answer of one: the JDK throws it above. */
    private static final String[] BORDER = {"sun.nio.ch.Net", "sun.nio.ch.SocketDispatcher", "sun.nio.ch.IOUtil"};

    private Traces() {}

    /** Takes our own frames off the top, and those of the reflection that made the exception. */
    static void strip(Throwable injected) {
        StackTraceElement[] trace = injected.getStackTrace();
        int ours = 0;
        while (ours < trace.length && isOurs(trace[ours].getClassName())) {
            ours++;
        }
        if (injected instanceof SocketTimeoutException) {
            while (ours < trace.length && isBorder(trace[ours].getClassName())) {
                ours++;
            }
        }
        if (ours == 0) {
            return;
        }
        StackTraceElement[] rest = new StackTraceElement[trace.length - ours];
        System.arraycopy(trace, ours, rest, 0, rest.length);
        injected.setStackTrace(rest);
    }

    private static boolean isBorder(String type) {
        for (String border : BORDER) {
            if (border.equals(type)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOurs(String type) {
        return type.startsWith(OURS) || type.startsWith(REFLECTION) || type.startsWith(INTERNAL);
    }
}
