package dev.jinx.agent.weave.call;

import dev.jinx.agent.rules.FaultSpec;
import dev.jinx.runtime.fault.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.Type;

/** Whether the faults of a rule can be done to a method at all: what cannot is refused, not approximated. */
final class Fitness {
    private static final Set<String> FUTURES = Set.of(
            "java.util.concurrent.Future",
            "java.util.concurrent.CompletionStage",
            "java.util.concurrent.CompletableFuture");

    private static final Class<?>[] PRIMITIVES = {
        int.class, long.class, boolean.class, double.class, float.class, short.class, byte.class, char.class, void.class
    };

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
        Class<?> type = known(result);
        if (type != null) {
            try {
                Object unused = Values.read(value, type);
                return "";
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        }
        if (value.equals("null")) {
            return "";
        }
        if (result.endsWith("[]")) {
            return Set.of("empty", "[]", "{}").contains(value) ? "" : "'" + value + "' is no " + result;
        }
        Set<String> constants = Hierarchy.constants(loader, result);
        if (constants == null || constants.contains(value)) {
            return "";
        }
        return "'" + value + "' is no " + result + (constants.isEmpty() ? ", of which `return` knows null only" : "");
    }

    /** A primitive type, or a class of the JDK; null for the others, which are not to be loaded here. */
    private static Class<?> known(String name) {
        for (Class<?> primitive : PRIMITIVES) {
            if (primitive.getName().equals(name)) {
                return primitive;
            }
        }
        try {
            return name.startsWith("java.") ? Class.forName(name, false, null) : null;
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private String undeclared(FaultSpec.Throw thrown) {
        if (thrown.force()) {
            return "";
        }
        Set<String> above = hierarchy.of(loader, thrown.className());
        if (above.contains("java.lang.RuntimeException")
                || above.contains("java.lang.Error")
                || !above.contains("java.lang.Object")) {
            // What is not found now may be found when it is thrown.
            return "";
        }
        if (!above.contains("java.lang.Throwable")) {
            return thrown.className() + " is no Throwable";
        }
        return declares(thrown.className())
                ? ""
                : "it does not declare the checked exception " + thrown.className()
                        + "; `force: true` in the fault throws it all the same";
    }

    /** The exceptions that the method declares, by their full names. */
    List<String> declared() {
        List<String> names = new ArrayList<>(declared.length);
        for (String one : declared) {
            names.add(one.replace('/', '.'));
        }
        return List.copyOf(names);
    }

    /** Whether the method declares that exception or one above it. */
    private boolean declares(String exception) {
        if (declared.length == 0) {
            return false;
        }
        Set<String> above = hierarchy.of(loader, exception);
        for (String one : declared) {
            if (above.contains(one.replace('/', '.'))) {
                return true;
            }
        }
        return false;
    }
}
