package dev.jinx.agent.weave.call;

import dev.jinx.runtime.hook.CallHook;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Which types a class is a subtype of, by class files alone: loading a class while another is being loaded could change what the
 * application sees. What was read is kept for as long as the class loader. Any thread.
 */
final class Hierarchy {
    private static final String[] NOTHING = {};

    /** For each loader and internal name the internal names directly above. */
    private final Map<ClassLoader, Map<String, String[]>> known = new WeakHashMap<>();

    private final Map<String, String[]> knownToBoot = new ConcurrentHashMap<>();

    /**
     * The full names of a class and of everything above it, as far as the loader finds their class files.
     *
     * @param domain of the class; null where that is unknown
     */
    Set<String> of(ClassLoader loader, TypeInfo type, ProtectionDomain domain) {
        // A subclass may come, and this class file be nowhere to be found: it may just have been made.
        cache(loader).put(type.name().replace('.', '/'), type.above());
        Set<String> names = new HashSet<>();
        add(names, loader, type.name().replace('.', '/'), jarInJar(domain));
        return names;
    }

    /** The same, by full name. */
    Set<String> of(ClassLoader loader, String name) {
        Set<String> names = new HashSet<>();
        add(names, loader, name.replace('.', '/'), null);
        return names;
    }

    /** The jar that a class comes from, if that is one of Spring Boot's inside another; otherwise null. */
    private static URL jarInJar(ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        URL place = source == null ? null : source.getLocation();
        return place != null
                        && place.getProtocol().equals("jar")
                        && place.getPath().startsWith("nested:")
                        && place.getPath().endsWith("!/")
                ? place
                : null;
    }

    /** The same of a class that is loaded, which knows it best. */
    static Set<String> of(Class<?> type) {
        Set<String> names = new HashSet<>();
        add(names, type);
        return names;
    }

    private static void add(Set<String> names, Class<?> type) {
        if (type == null || !names.add(type.getName())) {
            return;
        }
        add(names, type.getSuperclass());
        for (Class<?> one : type.getInterfaces()) {
            add(names, one);
        }
    }

    private void add(Set<String> names, ClassLoader loader, String internal, URL near) {
        if (names.add(internal.replace('/', '.'))) {
            for (String one : above(loader, internal, near)) {
                add(names, loader, one, near);
            }
        }
    }

    private String[] above(ClassLoader loader, String internal, URL near) {
        for (ClassLoader one = loader; one != null; one = one.getParent()) {
            String[] cached = cache(one).get(internal);
            if (cached != null) {
                return cached;
            }
        }
        String[] cached = knownToBoot.get(internal);
        if (cached != null) {
            return cached;
        }
        String[] above = internal.startsWith("java/") ? ofJdk(internal.replace('/', '.')) : null;
        if (above == null) {
            // A loader of jars inside a jar opens one after the other for each class that it is asked for, and most
            // have theirs above beside.
            ClassReader reader = near == null ? null : reader(bytes(loader, near, internal), internal);
            reader = reader == null ? classFile(loader, internal) : reader;
            above = reader == null ? NOTHING : TypeInfo.of(reader).above();
        }
        cache(loader).put(internal, above);
        return above;
    }

    /** What is above a class of the boot loader's, which nobody minds to have loaded: its class file takes longer. Null for others. */
    private static String[] ofJdk(String name) {
        try {
            Class<?> type = Class.forName(name, false, null);
            List<String> above = new ArrayList<>();
            if (type.getSuperclass() != null) {
                above.add(type.getSuperclass().getName().replace('.', '/'));
            }
            for (Class<?> one : type.getInterfaces()) {
                above.add(one.getName().replace('.', '/'));
            }
            return above.toArray(NOTHING);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private Map<String, String[]> cache(ClassLoader loader) {
        if (loader == null) {
            return knownToBoot;
        }
        synchronized (known) {
            Map<String, String[]> cache = known.get(loader);
            if (cache == null) {
                cache = new ConcurrentHashMap<>();
                known.put(loader, cache);
            }
            return cache;
        }
    }

    /** The names of the constants of an enum, none of another class; null if its class file is not found. */
    static Set<String> constants(ClassLoader loader, String name) {
        ClassReader reader = classFile(loader, name.replace('.', '/'));
        if (reader == null) {
            return null;
        }
        if ((reader.getAccess() & Opcodes.ACC_ENUM) == 0) {
            return Set.of();
        }
        Set<String> constants = new HashSet<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public FieldVisitor visitField(
                            int access, String field, String descriptor, String signature, Object value) {
                        if ((access & Opcodes.ACC_ENUM) != 0) {
                            constants.add(field);
                        }
                        return null;
                    }
                },
                ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return constants;
    }

    /**
     * The class file of a class by its internal name; null if the loader does not find it, or gives something else: some encrypt their
     * class files, and some answer with whatever comes to the minds of those who wrote them.
     */
    static ClassReader classFile(ClassLoader loader, String internal) {
        return reader(bytes(loader, null, internal), internal);
    }

    /** Those bytes as the file of that class; null if they are not. */
    private static ClassReader reader(byte[] bytes, String internal) {
        if (bytes == null) {
            return null;
        }
        try {
            ClassReader reader = new ClassReader(bytes);
            return reader.getClassName().equals(internal) ? reader : null;
        } catch (RuntimeException e) {
            return null;
        }
    }

    /**
     * From that jar, whose own handler keeps it open all the while, or else from the loader. No rule acts on their methods then: it is
     * we who ask, in the middle of a class being loaded.
     */
    private static byte[] bytes(ClassLoader loader, URL near, String internal) {
        boolean entered = CallHook.enterOwn();
        try (InputStream in = open(loader, near, internal + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException | RuntimeException | LinkageError | AssertionError e) {
            return null;
        } finally {
            if (entered) {
                CallHook.leaveOwn();
            }
        }
    }

    private static InputStream open(ClassLoader loader, URL near, String path) throws IOException {
        if (near != null) {
            return new URL(near, path).openStream();
        }
        return loader == null ? ClassLoader.getSystemResourceAsStream(path) : loader.getResourceAsStream(path);
    }
}
