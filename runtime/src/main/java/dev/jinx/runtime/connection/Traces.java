package dev.jinx.runtime.connection;

import java.net.SocketTimeoutException;
import java.util.Arrays;

/** Makes an injected exception's stack trace look like that of a real one. */
public final class Traces {
    private static final String OURS = "dev.jinx.runtime.";
    private static final String TRAMPOLINE = "java.lang.JinxCalls";
    private static final String REFLECTION = "java.lang.reflect.";
    private static final String INTERNAL = "jdk.internal.reflect.";

    /** Where system calls are made. A timeout is not the answer of one: the JDK throws it above. */
    private static final String[] BORDER = {"sun.nio.ch.Net", "sun.nio.ch.SocketDispatcher", "sun.nio.ch.IOUtil"};

    private Traces() {}

    /** Takes our own frames out, and from the top those of the reflection that made the exception. */
    public static void strip(Throwable injected) {
        StackTraceElement[] trace = injected.getStackTrace();
        StackTraceElement[] rest = new StackTraceElement[trace.length];
        boolean timeout = injected instanceof SocketTimeoutException;
        int kept = 0;
        for (StackTraceElement frame : trace) {
            String type = frame.getClassName();
            boolean top = kept == 0;
            if (type.startsWith(OURS)
                    || type.equals(TRAMPOLINE)
                    || (top && (isReflection(type) || (timeout && isBorder(type))))) {
                continue;
            }
            rest[kept++] = frame;
        }
        if (kept < trace.length) {
            injected.setStackTrace(Arrays.copyOf(rest, kept));
        }
    }

    private static boolean isBorder(String type) {
        for (String border : BORDER) {
            if (border.equals(type)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReflection(String type) {
        return type.startsWith(REFLECTION) || type.startsWith(INTERNAL);
    }
}
