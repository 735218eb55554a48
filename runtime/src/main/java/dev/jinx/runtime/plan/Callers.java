package dev.jinx.runtime.plan;

import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which classes are on the calling stack. Immutable. */
final class Callers {
    private static final StackWalker STACK = StackWalker.getInstance();

    private Callers() {}

    /**
     * Whether any frame is of a class that one of the globs names.
     *
     * @param called whether the first frame is the called method's own, which does not count
     */
    static boolean include(Glob[] globs, boolean called) {
        return STACK.walk(new Any(globs, called));
    }

    private record Any(Glob[] globs, boolean called) implements Function<Stream<StackWalker.StackFrame>, Boolean> {
        @Override
        public Boolean apply(Stream<StackWalker.StackFrame> frames) {
            Iterator<StackWalker.StackFrame> iterator = frames.iterator();
            boolean counts = !called;
            while (iterator.hasNext()) {
                String type = iterator.next().getClassName();
                if (type.startsWith("dev.jinx.runtime.") || type.startsWith("java.lang.Jinx")) {
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
