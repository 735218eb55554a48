package dev.jinx.agent;

import dev.jinx.runtime.stats.Failures;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.lang.runtime.ObjectMethods;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * The JDK keeps, in {@code java.lang.runtime.ObjectMethods}, the types of the record whose {@code equals}, {@code hashCode} or
 * {@code toString} was linked last, and with them their class loader: Java 17 for good, later ones softly. Linking those of others puts
 * them in their place.
 */
final class RecordCaches {
    private RecordCaches() {}

    /** Nothing of the agent's class loader is kept there any more. */
    static void clear() throws Exception {
        // Later Javas keep types of the JDK's own loaders in one place, and those of others in another. Java 17 has one
        // place, which is the boot loader's in the end.
        link(stranger());
        link(Failures.Failure.class);
    }

    /** A class in a loader of its own that holds nothing else. */
    private static Class<?> stranger() {
        ClassLoader loader = new URLClassLoader(new URL[0], null);
        return Proxy.newProxyInstance(loader, new Class<?>[] {Runnable.class}, (proxy, method, arguments) -> null)
                .getClass();
    }

    private static void link(Class<?> type) throws Exception {
        MethodHandle getter = MethodHandles.empty(MethodType.methodType(type, type));
        link(type, "equals", MethodType.methodType(boolean.class, type, Object.class), getter);
        link(type, "hashCode", MethodType.methodType(int.class, type), getter);
        link(type, "toString", MethodType.methodType(String.class, type), getter);
    }

    private static void link(Class<?> type, String method, MethodType shape, MethodHandle getter) throws Exception {
        try {
            Object ignored = ObjectMethods.bootstrap(MethodHandles.lookup(), method, shape, type, "it", getter);
        } catch (Error | Exception e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
