package dev.jinx.agent.weave.call;

import java.util.Set;

/** Classes that are never woven: those of java.base, of other modules that the JVM cannot do without, and our own. */
final class Exempt {
    private static final ClassLoader OURS = Exempt.class.getClassLoader();
    private static final Module BASE = Object.class.getModule();

    /**
     * Whose code the JVM itself calls, and ends where that fails: flight recordings and compilers in Java; and what calls transformers,
     * ours among them.
     */
    private static final Set<String> VITAL = Set.of(
            "java.instrument", "jdk.graal.compiler", "jdk.internal.vm.ci", "jdk.internal.vm.compiler", "jdk.jfr");

    private Exempt() {}

    /** Whether a class, by its internal name, is one of them. */
    static boolean is(Module module, ClassLoader loader, String name) {
        return module == BASE
                || (OURS != null && loader == OURS)
                // Made by java.base at run time, in loaders of their own.
                || name.startsWith("jdk/internal/reflect/")
                || (isOfJdk(loader) && (name.startsWith("jdk/proxy") || name.startsWith("com/sun/proxy/")))
                || name.startsWith("dev/jinx/runtime/")
                || name.startsWith("dev/jinx/agent/");
    }

    /** Whether the JVM itself runs the code of that module, so that no rule may act on it. */
    static boolean isVital(Module module) {
        return isOfJdk(module.getClassLoader()) && module.isNamed() && VITAL.contains(module.getName());
    }

    /** Whether classes of that loader belong to the JDK, so that they have to be named. */
    static boolean isOfJdk(ClassLoader loader) {
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }
}
