package dev.jinx.agent.weave;

import dev.jinx.AgentLoader;
import dev.jinx.ClassStream;
import dev.jinx.runtime.hook.RuntimeVersion;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;

/**
 * Puts the runtime's classes into the boot loader, where bytecode inside JDK classes can see them, without appending anything to its
 * path: that would print a warning in every JVM.
 */
final class Boot {
    private static final String[] EXPORTED = {"jdk.internal.misc", "jdk.internal.access", "sun.net"};
    private static final String[] OPENED = {"sun.nio.ch", "java.net"};

    private Boot() {}

    /**
     * Defines them, and opens to them the JDK packages that they work with.
     *
     * @throws IOException if the agent's jar cannot be read
     */
    static void define(Instrumentation instrumentation) throws IOException {
        Module base = Object.class.getModule();
        Set<Module> us = Set.of(Boot.class.getModule());
        instrumentation.redefineModule(
                base,
                Set.of(),
                Map.of("jdk.internal.misc", us, "jdk.internal.access", us, "jdk.internal.vm", us),
                Map.of(),
                Set.of(),
                Map.of());
        if (!isDefined()) {
            try (ClassStream classes = ((AgentLoader) Boot.class.getClassLoader()).runtime()) {
                while (classes.next()) {
                    InBoot.define(classes.bytes(), classes.from(), classes.length());
                }
            }
        }
        Module unnamed = defined("dev.jinx.runtime.hook.Hooks").getModule();
        InBoot.open(base, unnamed);
    }

    /** Whether an agent that went has left them. */
    private static boolean isDefined() {
        String version;
        try {
            Class<?> there = Class.forName("dev.jinx.runtime.hook.RuntimeVersion", true, null);
            version = (String) there.getField("TEXT").get(null);
        } catch (ReflectiveOperationException e) {
            return false;
        }
        if (!version.equals(RuntimeVersion.TEXT)) {
            throw new IllegalStateException(
                    "Jinx " + version + " was in this JVM before, and its runtime classes stay until the JVM"
                            + " ends: use jinx.jar of that version, not " + RuntimeVersion.TEXT);
        }
        return true;
    }

    private static Class<?> defined(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("not in the boot loader: " + name, e);
        }
    }

    /** A class of its own, because it cannot be linked before the package is exported to us. */
    private static final class InBoot {
        private InBoot() {}

        /** Not by redefineModule, which would spin more classes. */
        static void open(Module base, Module runtime) {
            JavaLangAccess access = SharedSecrets.getJavaLangAccess();
            for (String name : EXPORTED) {
                access.addExports(base, name, runtime);
            }
            for (String name : OPENED) {
                access.addOpens(base, name, runtime);
            }
        }

        static void define(byte[] bytes, int from, int length) {
            // The name is in the class.
            jdk.internal.misc.Unsafe.getUnsafe().defineClass(null, bytes, from, length, null, null);
        }
    }
}
