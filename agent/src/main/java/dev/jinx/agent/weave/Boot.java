package dev.jinx.agent.weave;

import dev.jinx.AgentLoader;
import dev.jinx.runtime.hook.RuntimeVersion;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Puts the runtime's classes into the boot loader, where bytecode inside JDK classes can see them, without appending anything to its
 * path: that would print a warning in every JVM.
 */
final class Boot {
    private final AgentLoader jar;
    private final Set<String> defined = new HashSet<>();

    private Boot(AgentLoader jar) {
        this.jar = jar;
    }

    /**
     * Defines them, and opens to them the JDK packages that they work with.
     *
     * @throws IOException if the agent's jar cannot be read
     */
    static void define(Instrumentation instrumentation) throws IOException {
        Module base = Object.class.getModule();
        export(
                instrumentation,
                base,
                Boot.class.getModule(),
                "jdk.internal.misc",
                "jdk.internal.access",
                "jdk.internal.vm");
        if (!isDefined()) {
            Boot boot = new Boot((AgentLoader) Boot.class.getClassLoader());
            for (String name : boot.jar.runtimeClasses()) {
                boot.define(name);
            }
        }
        Module unnamed = defined("dev.jinx.runtime.hook.Hooks").getModule();
        export(instrumentation, base, unnamed, "jdk.internal.misc", "jdk.internal.access", "sun.nio.ch", "sun.net");
        instrumentation.redefineModule(
                base,
                Set.of(),
                Map.of(),
                Map.of("sun.nio.ch", Set.of(unnamed), "java.net", Set.of(unnamed)),
                Set.of(),
                Map.of());
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

    private static void export(Instrumentation instrumentation, Module base, Module to, String... packages) {
        Map<String, Set<Module>> exports = new java.util.HashMap<>();
        for (String one : packages) {
            exports.put(one, Set.of(to));
        }
        instrumentation.redefineModule(base, Set.of(), exports, Map.of(), Set.of(), Map.of());
    }

    private static Class<?> defined(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("not in the boot loader: " + name, e);
        }
    }

    private void define(String name) throws IOException {
        if (!defined.add(name)) {
            return;
        }
        byte[] bytes = jar.runtimeClass(name);
        while (true) {
            try {
                InBoot.define(name, bytes);
                return;
            } catch (NoClassDefFoundError superclass) {
                // The message names the class that has to come first.
                String first = superclass.getMessage();
                if (first == null || jar.runtimeClass(first) == null || !needs(first)) {
                    throw superclass;
                }
            }
        }
    }

    private boolean needs(String first) throws IOException {
        if (defined.contains(first)) {
            return false;
        }
        define(first);
        return true;
    }

    /** A class of its own, because it cannot be linked before the package is exported to us. */
    private static final class InBoot {
        private InBoot() {}

        static void define(String name, byte[] bytes) {
            jdk.internal.misc.Unsafe.getUnsafe().defineClass(name, bytes, 0, bytes.length, null, null);
        }
    }
}
