package dev.jinx.agent;

import dev.jinx.AgentLoader;
import dev.jinx.runtime.stats.Failures;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * The JDK keeps, in {@code java.lang.runtime.ObjectMethods}, the types of the record whose {@code equals}, {@code hashCode} or
 * {@code toString} was linked last, and with them their class loader: Java 17 for good, later ones softly. Linking a record of which
 * all types are others' puts that in their place.
 */
final class RecordCaches {
    private RecordCaches() {}

    /** Nothing of the agent's class loader is kept there any more. */
    static void clear() throws Exception {
        Class<?> type = Failures.Failure.class;
        // Types of the boot loader are kept in one place, those of others in another.
        MethodHandle[] getters = {
            MethodHandles.empty(MethodType.methodType(String.class, type)),
            MethodHandles.empty(MethodType.methodType(AgentLoader.class, type))
        };
        link("equals", MethodType.methodType(boolean.class, type, Object.class), getters);
        link("hashCode", MethodType.methodType(int.class, type), getters);
        link("toString", MethodType.methodType(String.class, type), getters);
    }

    private static void link(String method, MethodType type, MethodHandle[] getters) throws Exception {
        try {
            Object ignored = ObjectMethods.bootstrap(
                    MethodHandles.lookup(), method, type, Failures.Failure.class, "where;what", getters);
        } catch (Error | Exception e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
