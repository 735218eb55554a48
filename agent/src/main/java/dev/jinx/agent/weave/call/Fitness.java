package dev.jinx.agent.weave.call;

import dev.jinx.agent.rules.FaultSpec;
import dev.jinx.runtime.fault.Values;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.bytebuddy.jar.asm.Type;

/** Whether the faults of a rule can be done to a method at all: what cannot is refused, not approximated. */
final class Fitness {
    private static final Set<String> FUTURES = Set.of(
            "java.util.concurrent.Future",
            "java.util.concurrent.CompletionStage",
            "java.util.concurrent.CompletableFuture");

    private static final Map<String, Class<?>> SIMPLE = Map.ofEntries(
            Map.entry("int", int.class),
            Map.entry("long", long.class),
            Map.entry("boolean", boolean.class),
            Map.entry("double", double.class),
            Map.entry("float", float.class),
            Map.entry("short", short.class),
            Map.entry("byte", byte.class),
            Map.entry("char", char.class),
            Map.entry("void", void.class),
            Map.entry("java.lang.Integer", Integer.class),
            Map.entry("java.lang.Long", Long.class),
            Map.entry("java.lang.Boolean", Boolean.class),
            Map.entry("java.lang.Double", Double.class),
            Map.entry("java.lang.Float", Float.class),
            Map.entry("java.lang.Short", Short.class),
            Map.entry("java.lang.Byte", Byte.class),
            Map.entry("java.lang.Character", Character.class),
            Map.entry("java.lang.String", String.class),
            Map.entry("java.util.List", java.util.List.class),
            Map.entry("java.util.Set", Set.class),
            Map.entry("java.util.Map", Map.class),
            Map.entry("java.util.Collection", java.util.Collection.class),
            Map.entry("java.util.Optional", Optional.class));

    private final Hierarchy hierarchy;
    private final ClassLoader loader;
    private final String name;
    private final String result;
    private final String[] declared;

    /**
     * A method.
     *
     * @param declared internal names of the exceptions that it declares; null for none
     */
    Fitness(Hierarchy hierarchy, ClassLoader loader, String name, String descriptor, String[] declared) {
        this.hierarchy = hierarchy;
        this.loader = loader;
        this.name = name;
        this.result = Type.getReturnType(descriptor).getClassName();
        this.declared = declared == null ? new String[0] : declared;
    }

    /** Why these faults cannot be done to it; empty if they can. */
    String wrong(CallRule rule) {
        for (FaultSpec fault : rule.faults()) {
            String wrong = wrong(fault);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        return "";
    }

    private String wrong(FaultSpec fault) {
        if (fault instanceof FaultSpec.Throw thrown) {
            return thrown.async() ? notAsynchronous() : undeclared(thrown);
        } else if (fault instanceof FaultSpec.Delay delay) {
            return delay.async() ? notAsynchronous() : "";
        } else if (fault instanceof FaultSpec.Timeout timeout) {
            return wrongTimeout(timeout);
        } else if (fault instanceof FaultSpec.Return returned) {
            return wrongValue(returned.value());
        } else if (fault instanceof FaultSpec.CorruptResult && result.equals("void")) {
            return "it returns nothing that could be damaged";
        }
        boolean needsResult = fault instanceof FaultSpec.Skip || fault instanceof FaultSpec.CorruptResult;
        return needsResult && name.equals("<init>") ? "a constructor has no result" : "";
    }

    private String notAsynchronous() {
        return FUTURES.contains(result)
                ? ""
                : "`async` needs a method that returns Future, CompletionStage or CompletableFuture, not " + result;
    }

    private String wrongTimeout(FaultSpec.Timeout timeout) {
        if (timeout.async()) {
            return notAsynchronous();
        }
        if (timeout.exception().isPresent()) {
            return undeclared(timeout.exception().get());
        }
        return declares("java.util.concurrent.TimeoutException")
                ? ""
                : "it does not declare TimeoutException: `timeout` needs `throw`";
    }

    private String wrongValue(String value) {
        if (name.equals("<init>")) {
            return "a constructor has no result";
        }
        Class<?> type = SIMPLE.get(result);
        if (type == null) {
            return "";
        }
        try {
            Object unused = Values.read(value, type);
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private String undeclared(FaultSpec.Throw thrown) {
        if (thrown.force()) {
            return "";
        }
        Set<String> above = hierarchy.of(loader, thrown.className());
        if (above.contains("java.lang.RuntimeException")
                || above.contains("java.lang.Error")
                || !above.contains("java.lang.Throwable")) {
            // What is not found now may be found when it is thrown; that it is no Throwable shows then.
            return "";
        }
        return declares(thrown.className())
                ? ""
                : "it does not declare the checked exception " + thrown.className()
                        + "; `force: true` in the fault throws it all the same";
    }

    /** Whether the method declares that exception or one above it. */
    boolean declares(String exception) {
        Set<String> above = hierarchy.of(loader, exception);
        for (String one : declared) {
            if (above.contains(one.replace('/', '.'))) {
                return true;
            }
        }
        return false;
    }
}
