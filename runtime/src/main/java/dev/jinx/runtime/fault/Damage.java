package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Invocation;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import jdk.internal.misc.Unsafe;

/**
 * Damages a copy of a value: booleans are flipped, numbers negated, strings reversed, null strings become "CORRUPTED"; inside arrays,
 * records, lists, sets, maps, optionals and simple beans. The original is not touched, and no code of a bean runs. What it does not
 * know is left as it is, and counted. One thread.
 */
final class Damage {
    private static final int DEPTH = 8;

    /** More than this is not copied: a result may hold on to half of the heap. */
    private static final int MOST = 100_000;

    private final double rate;
    private final Invocation invocation;
    private final IdentityHashMap<Object, Object> copies = new IdentityHashMap<>();
    private long state;
    private int seen;

    /**
     * Damage.
     *
     * @param rate the share of values that are damaged, 0 to 1
     * @param seed what decides which
     * @param invocation is told of what is left as it is
     */
    Damage(double rate, long seed, Invocation invocation) {
        this.rate = rate;
        this.state = seed;
        this.invocation = invocation;
    }

    /** A damaged copy that fits what is declared; the value itself where it cannot be damaged. */
    Object to(Object value, Class<?> declared) {
        return damaged(value, declared, 0);
    }

    private boolean hits() {
        state += 0x9e3779b97f4a7c15L;
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53 < rate;
    }

    private Object damaged(Object value, Class<?> declared, int depth) {
        if (value == null) {
            // Of a type parameter nobody can tell that a string fits.
            return (declared == String.class || declared == CharSequence.class) && hits() ? "CORRUPTED" : null;
        }
        Object scalar = scalar(value);
        if (scalar != null) {
            return hits() ? scalar : value;
        }
        if (copies.containsKey(value)) {
            return copies.get(value);
        }
        if (depth > DEPTH || ++seen > MOST) {
            return untouched(value);
        }
        try {
            Object copy = inside(value, declared, depth);
            if (copy == null || !(declared.isPrimitive() || declared.isInstance(copy))) {
                return untouched(value);
            }
            copies.put(value, copy);
            return copy;
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The constructor of a record may refuse what it is given now, a sorted set cannot compare it.
            return untouched(value);
        }
    }

    private Object untouched(Object value) {
        invocation.leaveUntouched();
        copies.put(value, value);
        return value;
    }

    /** The damaged form of a value that consists of nothing else; null if it is none. */
    private static Object scalar(Object value) {
        if (value instanceof Boolean flag) {
            return !flag;
        } else if (value instanceof Integer number) {
            return -number;
        } else if (value instanceof Long number) {
            return -number;
        } else if (value instanceof Double number) {
            return -number;
        } else if (value instanceof Float number) {
            return -number;
        } else if (value instanceof Short number) {
            return (short) -number;
        } else if (value instanceof Byte number) {
            return (byte) -number;
        } else if (value.getClass() == java.math.BigDecimal.class) {
            return ((java.math.BigDecimal) value).negate();
        } else if (value.getClass() == java.math.BigInteger.class) {
            return ((java.math.BigInteger) value).negate();
        } else if (value instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        return null;
    }

    /** A copy with damage in it; null if it is not known how to make one. */
    private Object inside(Object value, Class<?> declared, int depth) throws ReflectiveOperationException {
        Class<?> type = value.getClass();
        if (type.isArray()) {
            return array(value, depth);
        } else if (value instanceof Record) {
            return record(value, depth);
        } else if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? value : Optional.of(damaged(optional.get(), Object.class, depth + 1));
        } else if (isOfJdk(type)) {
            return collection(value, declared, depth);
        }
        return isSimpleBean(value, type) ? bean(value, depth) : null;
    }

    private static boolean isOfJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private Object array(Object value, int depth) {
        int length = Array.getLength(value);
        Class<?> component = value.getClass().getComponentType();
        Object copy = Array.newInstance(component, length);
        copies.put(value, copy);
        for (int i = 0; i < length; i++) {
            Array.set(copy, i, damaged(Array.get(value, i), component, depth + 1));
        }
        return copy;
    }

    private Object record(Object value, int depth) throws ReflectiveOperationException {
        RecordComponent[] components = value.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            Field field = value.getClass().getDeclaredField(components[i].getName());
            Opened.open(field);
            values[i] = damaged(field.get(value), types[i], depth + 1);
        }
        Constructor<?> constructor = value.getClass().getDeclaredConstructor(types);
        Opened.open(constructor);
        return constructor.newInstance(values);
    }

    private Object collection(Object value, Class<?> declared, int depth) {
        if (value instanceof List<?> list) {
            return copy(list, value instanceof LinkedList ? linked() : new ArrayList<>(), declared, depth);
        } else if (value instanceof SortedSet<?> set) {
            // Its comparator compares what is in it.
            return copy(set, new TreeSet<>(uncheckedComparator(set)), declared, depth);
        } else if (value instanceof Set<?> set) {
            return copy(set, new LinkedHashSet<>(), declared, depth);
        } else if (value instanceof Deque<?> deque) {
            return copy(deque, new ArrayDeque<>(), declared, depth);
        } else if (value instanceof Map<?, ?> map) {
            return map(map, declared, depth);
        }
        return null;
    }

    @SuppressWarnings("JdkObsolete") // that is what the method gave
    private static Collection<Object> linked() {
        return new LinkedList<>();
    }

    @SuppressWarnings("unchecked")
    private static java.util.Comparator<Object> uncheckedComparator(SortedSet<?> set) {
        return (java.util.Comparator<Object>) set.comparator();
    }

    private Object copy(Collection<?> from, Collection<Object> to, Class<?> declared, int depth) {
        if (!declared.isInstance(to)) {
            return null;
        }
        copies.put(from, to);
        for (Object element : from) {
            to.add(damaged(element, Object.class, depth + 1));
        }
        return to;
    }

    @SuppressWarnings("unchecked")
    private Object map(Map<?, ?> from, Class<?> declared, int depth) {
        Map<Object, Object> to = from instanceof SortedMap<?, ?> sorted
                ? new TreeMap<>((java.util.Comparator<Object>) sorted.comparator())
                : from instanceof ConcurrentHashMap ? new ConcurrentHashMap<>() : new LinkedHashMap<>();
        if (!declared.isInstance(to)) {
            return null;
        }
        copies.put(from, to);
        for (Map.Entry<?, ?> entry : from.entrySet()) {
            to.put(entry.getKey(), damaged(entry.getValue(), Object.class, depth + 1));
        }
        return to;
    }

    /** Whether its fields are all there is to it. */
    private static boolean isSimpleBean(Object value, Class<?> type) {
        if (value instanceof Enum
                || value instanceof AutoCloseable
                || value instanceof Collection
                || value instanceof Map
                || value instanceof ClassLoader
                || type.isHidden()
                || type.isSynthetic()
                || Proxy.isProxyClass(type)) {
            return false;
        }
        try {
            Object unused = type.getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            return false;
        }
        Class<?> top = type;
        while (!isOfJdk(top)) {
            top = top.getSuperclass();
        }
        return top == Object.class;
    }

    private Object bean(Object value, int depth) throws ReflectiveOperationException {
        Object copy = Unsafe.getUnsafe().allocateInstance(value.getClass());
        copies.put(value, copy);
        for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    Opened.open(field);
                    field.set(copy, damaged(field.get(value), field.getType(), depth + 1));
                }
            }
        }
        return copy;
    }
}
