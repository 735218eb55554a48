package dev.jinx.agent.weave.call;

/** Classes that are never woven: those of java.base, and our own. */
final class Exempt {
    private static final ClassLoader OURS = Exempt.class.getClassLoader();
    private static final Module BASE = Object.class.getModule();

    private Exempt() {}

    /** Whether a class, by its internal name, is one of them. */
    static boolean is(Module module, ClassLoader loader, String name) {
        return module == BASE
                || (OURS != null && loader == OURS)
                // Made by java.base at run time, in loaders of their own.
                || name.startsWith("jdk/internal/reflect/")
                || name.startsWith("dev/jinx/runtime/")
                || name.startsWith("dev/jinx/agent/");
    }

    /** Whether classes of that loader belong to the JDK, so that they have to be named. */
    static boolean isOfJdk(ClassLoader loader) {
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }
}
