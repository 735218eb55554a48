package dev.jinx.runtime.connection;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.AccessController;
import java.security.PrivilegedAction;

/** The JDK's own classes and methods, looked up by name. Any thread. */
final class Internals {
    private Internals() {}

    static Class<?> type(String name) {
        Class<?> type = typeOrNull(name);
        if (type == null) {
            throw new IllegalStateException("this Java has no " + name);
        }
        return type;
    }

    static Class<?> typeOrNull(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** A static method of the JDK's, whoever may call it. */
    static MethodHandle handle(Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
        return found(owner, name, MethodType.methodType(result, parameters), true);
    }

    /** A method of the JDK's, whoever may call it, on a receiver that is known as that type. */
    static MethodHandle handle(Class<?> owner, String name, MethodType type, MethodType known) {
        return found(owner, name, type, false).asType(known);
    }

    /** Where the application sets a security manager after its start, below Java 24, its rights are not what counts here. */
    @SuppressWarnings("removal")
    private static MethodHandle found(Class<?> owner, String name, MethodType type, boolean isStatic) {
        if (System.getSecurityManager() == null) {
            return find(owner, name, type, isStatic);
        }
        return AccessController.doPrivileged(new PrivilegedAction<MethodHandle>() {
            @Override
            public MethodHandle run() {
                return find(owner, name, type, isStatic);
            }
        });
    }

    private static MethodHandle find(Class<?> owner, String name, MethodType type, boolean isStatic) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
            return isStatic ? lookup.findStatic(owner, name, type) : lookup.findVirtual(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no " + owner.getName() + "." + name, e);
        }
    }
}
