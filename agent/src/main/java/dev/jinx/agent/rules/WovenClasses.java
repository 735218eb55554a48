package dev.jinx.agent.rules;

/** Which classes a pattern may reach: those of the application and of the JDK outside java.base, and not all of them at once. */
final class WovenClasses {
    private static final int SHORTEST_WORD = 2;

    /** Packages of java.base; the application cannot run while those are changed by somebody who names them by pattern. */
    private static final String[] BASE = {
        "java.lang.",
        "java.util.",
        "java.io.",
        "java.net.",
        "java.nio.",
        "java.time.",
        "java.math.",
        "java.security.",
        "java.text.",
        "javax.crypto.",
        "javax.net.",
        "javax.security.auth.",
        "jdk.internal.",
        "sun.",
    };

    /** Packages of other modules below those. */
    private static final String[] OUTSIDE = {
        "java.lang.management.",
        "java.net.http.",
        "java.util.logging.",
        "java.util.prefs.",
        "javax.security.auth.kerberos.",
        "javax.security.auth.message.",
        "jdk.internal.net.http.",
        "sun.management.",
        "sun.misc.",
        "sun.net.httpserver.",
        "sun.nio.ch.sctp.",
        "sun.rmi.",
        "sun.security.jgss.",
        "sun.security.krb5.",
        "sun.security.pkcs11.",
    };

    /** What the JVM itself calls, or what brings our own code into it: it ends, or is out of our hands, where that fails. */
    private static final String[] VITAL = {"java.lang.instrument.", "jdk.jfr.", "jdk.vm.ci.", "sun.instrument."};

    private static final String[] JINX = {"dev.jinx.agent.", "dev.jinx.runtime."};

    private WovenClasses() {}

    /**
     * Refuses a glob on classes, or on the annotations of classes, that reaches too far.
     *
     * @param subtypes whether what implements or extends them is meant, which may be the application's where they are not
     */
    static void check(String glob, String kind, boolean subtypes) throws MethodSyntax.NoMethod {
        int star = glob.indexOf('*');
        if (star >= 0 && longestWord(glob) < SHORTEST_WORD) {
            throw new MethodSyntax.NoMethod("matches every " + kind + " and would weave the whole JVM: name a package"
                    + " or a class, as in `com.acme.*#find*`");
        }
        if (kind.equals("annotation")) {
            return;
        }
        String start = star < 0 ? glob : glob.substring(0, star);
        if (reaches(JINX, "dev.jinx.", start, star >= 0)) {
            throw new MethodSyntax.NoMethod("names Jinx itself, which cannot be a target");
        }
        if (subtypes && glob.equals("java.lang.Object")) {
            throw new MethodSyntax.NoMethod("matches every class and would weave the whole JVM: name a class or an"
                    + " interface, as in `+com.acme.OrderRepository#find*`");
        }
        if (subtypes && star < 0 && glob.startsWith("java")) {
            return;
        }
        if (begins(VITAL, start) && !(subtypes && star < 0)) {
            throw new MethodSyntax.NoMethod("is out of reach: the JVM itself runs that code, and would end with it");
        }
        if (reaches(BASE, "java.", start, star >= 0) && !begins(OUTSIDE, start)) {
            throw new MethodSyntax.NoMethod("is out of reach: JDK classes in java.base cannot be targets");
        }
    }

    private static int longestWord(String glob) {
        int longest = 0;
        int length = 0;
        for (int i = 0; i < glob.length(); i++) {
            length = Character.isLetterOrDigit(glob.charAt(i)) ? length + 1 : 0;
            longest = Math.max(longest, length);
        }
        return longest;
    }

    /**
     * Whether a name that begins so lies in one of those packages, or may, where it goes on in any way below that root. A shorter
     * start, such as {@code ja*}, is not meant that way: whoever weaves leaves those classes out.
     */
    private static boolean reaches(String[] packages, String root, String start, boolean open) {
        if (begins(packages, start)) {
            return true;
        }
        if (open && start.startsWith(root)) {
            for (String name : packages) {
                if (name.startsWith(start)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean begins(String[] packages, String start) {
        for (String name : packages) {
            if (start.startsWith(name)) {
                return true;
            }
        }
        return false;
    }
}
