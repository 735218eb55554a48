package dev.jinx.agent.weave.call;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.jar.asm.ClassReader;

/**
 * Which types a class is a subtype of, by its class files alone: loading a class while another is being loaded could change what the
 * application sees. What was read is kept for as long as the class loader. Any thread.
 */
final class Hierarchy {
    private final Map<ClassLoader, Map<String, Set<String>>> known = new WeakHashMap<>();
    private final Map<String, Set<String>> knownToBoot = new ConcurrentHashMap<>();

    /** The full names of a class and of everything above it, as far as the loader finds their class files. */
    Set<String> of(ClassLoader loader, TypeInfo type) {
        Set<String> names = new HashSet<>();
        names.add(type.name());
        addAll(names, loader, type);
        return names;
    }

    /** The same, by full name. */
    Set<String> of(ClassLoader loader, String name) {
        return above(loader, name.replace('.', '/'));
    }

    private void addAll(Set<String> names, ClassLoader loader, TypeInfo type) {
        if (type.superclass() != null) {
            names.addAll(above(loader, type.superclass()));
        }
        for (String one : type.interfaces()) {
            names.addAll(above(loader, one));
        }
    }

    private Set<String> above(ClassLoader loader, String internal) {
        Map<String, Set<String>> cache = cache(loader);
        Set<String> cached = cache.get(internal);
        if (cached != null) {
            return cached;
        }
        Set<String> names = new HashSet<>();
        names.add(internal.replace('/', '.'));
        byte[] bytes = bytes(loader, internal);
        if (bytes != null) {
            addAll(names, loader, TypeInfo.of(new ClassReader(bytes), false));
        }
        cache.put(internal, names);
        return names;
    }

    private Map<String, Set<String>> cache(ClassLoader loader) {
        if (loader == null) {
            return knownToBoot;
        }
        synchronized (known) {
            Map<String, Set<String>> cache = known.get(loader);
            if (cache == null) {
                cache = new ConcurrentHashMap<>();
                known.put(loader, cache);
            }
            return cache;
        }
    }

    private static byte[] bytes(ClassLoader loader, String internal) {
        String path = internal + ".class";
        try (InputStream in =
                loader == null ? ClassLoader.getSystemResourceAsStream(path) : loader.getResourceAsStream(path)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
