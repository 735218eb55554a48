package dev.jinx.runtime.plan;

import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which classes are on the calling stack. Any thread. */
public final class Callers {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final StackWalker CLASSES = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Callers() {}

    /**
     * Whether any frame is of a class that one of the globs names.
     *
     * @param called whether the first frame is the called method's own, which does not count
     */
    static boolean include(Glob[] globs, boolean called) {
        return STACK.walk(new Any(globs, called));
    }

    /**
     * The class that declares the woven method that called the hook in which this thread is. Class files older than Java 5 have no
     * constant for a class, so that their methods cannot hand it over.
     */
    public static Class<?> declaring() {
        return CLASSES.walk(new Declaring());
    }

    private static boolean isOurs(String type) {
        return type.startsWith("dev.jinx.runtime.") || type.startsWith("java.lang.Jinx");
    }

    private static final class Declaring implements Function<Stream<StackWalker.StackFrame>, Class<?>> {
        @Override
        public Class<?> apply(Stream<StackWalker.StackFrame> frames) {
            Iterator<StackWalker.StackFrame> iterator = frames.iterator();
            while (true) {
                StackWalker.StackFrame frame = iterator.next();
                if (!isOurs(frame.getClassName())) {
                    return frame.getDeclaringClass();
                }
            }
        }
    }

    private record Any(Glob[] globs, boolean called) implements Function<Stream<StackWalker.StackFrame>, Boolean> {
        @Override
        public Boolean apply(Stream<StackWalker.StackFrame> frames) {
            Iterator<StackWalker.StackFrame> iterator = frames.iterator();
            boolean counts = !called;
            while (iterator.hasNext()) {
                String type = iterator.next().getClassName();
                if (isOurs(type)) {
                    continue;
                }
                if (counts && any(type)) {
                    return true;
                }
                counts = true;
            }
            return false;
        }

        private boolean any(String type) {
            for (Glob glob : globs) {
                if (glob.matches(type) || (type.indexOf('$') >= 0 && glob.matches(type.replace('$', '.')))) {
                    return true;
                }
            }
            return false;
        }
    }
}
