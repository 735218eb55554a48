package dev.jinx.agent.weave.call;

/** Classes that are never woven: those of java.base, and our own. */
final class Exempt {
    private static final ClassLoader OURS = Exempt.class.getClassLoader();

    /** What java.base consists of, as far as rules could name it. */
    private static final String[] BASE = {
        "java/lang/",
        "java/util/",
        "java/io/",
        "java/net/",
        "java/nio/",
        "java/time/",
        "java/math/",
        "java/text/",
        "java/security/",
        "javax/net/",
        "javax/crypto/",
        "javax/security/",
        "jdk/internal/",
        "sun/"
    };

    private Exempt() {}

    /** Whether that class, by its internal name, is one of them. */
    static boolean is(ClassLoader loader, String name) {
        if (loader == OURS || name.startsWith("dev/jinx/runtime/") || name.startsWith("dev/jinx/agent/")) {
            return true;
        }
        if (loader != null) {
            return false;
        }
        for (String prefix : BASE) {
            if (name.startsWith(prefix) && !inAnotherModule(name)) {
                return true;
            }
        }
        return false;
    }

    /** Packages below those of java.base that belong to another module. */
    private static boolean inAnotherModule(String name) {
        return name.startsWith("java/util/logging/")
                || name.startsWith("java/util/prefs/")
                || name.startsWith("java/net/http/")
                || name.startsWith("java/lang/management/");
    }
}
