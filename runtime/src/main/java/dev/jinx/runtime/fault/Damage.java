package dev.jinx.runtime.fault;

import dev.jinx.runtime.stats.Failures;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Damages a copy of a value: booleans are flipped, numbers negated, strings reversed, null strings become "CORRUPTED"; inside arrays,
 * records, lists, sets, maps, optionals and simple beans. The original is not touched. What it does not know is left as it is. One thread.
 */
final class Damage {
    private static final int DEPTH = 8;

    private final double rate;
    private long state;

    /**
     * Damage.
     *
     * @param rate the share of values that are damaged, 0 to 1
     * @param seed what decides which
     */
    Damage(double rate, long seed) {
        this.rate = rate;
        this.state = seed;
    }

    /** A damaged copy; the value itself where nothing of it was damaged. */
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
        if (depth > DEPTH) {
            return value;
        }
        if (value == null) {
            return declared.isAssignableFrom(String.class) && hits() ? "CORRUPTED" : null;
        }
        Object scalar = scalar(value);
        if (scalar != null) {
            return hits() ? scalar : value;
        }
        try {
            return inside(value, depth);
        } catch (ReflectiveOperationException | RuntimeException e) {
            Failures.record("corrupt-result cannot damage a " + value.getClass().getName(), e);
            return value;
        }
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
        } else if (value instanceof java.math.BigDecimal number) {
            return number.negate();
        } else if (value instanceof java.math.BigInteger number) {
            return number.negate();
        } else if (value instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        return null;
    }

    private Object inside(Object value, int depth) throws ReflectiveOperationException {
        Class<?> type = value.getClass();
        if (type.isArray()) {
            return array(value, depth);
        } else if (value instanceof Record) {
            return record(value, depth);
        } else if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? value : Optional.ofNullable(damaged(optional.get(), Object.class, depth + 1));
        } else if (isOfJdk(type)) {
            return collection(value, depth);
        }
        return type.isEnum() || type.isHidden() || type.isSynthetic() ? value : bean(value, depth);
    }

    private static boolean isOfJdk(Class<?> type) {
        return type.getName().startsWith("java.");
    }

    private Object array(Object value, int depth) {
        int length = Array.getLength(value);
        Class<?> component = value.getClass().getComponentType();
        Object copy = Array.newInstance(component, length);
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
            field.setAccessible(true);
            values[i] = damaged(field.get(value), types[i], depth + 1);
        }
        Constructor<?> constructor = value.getClass().getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private Object collection(Object value, int depth) {
        if (value instanceof List<?> list) {
            return copy(list, new ArrayList<>(), depth);
        } else if (value instanceof Set<?> set) {
            return copy(set, new LinkedHashSet<>(), depth);
        } else if (value instanceof Map<?, ?> map && !(value instanceof java.util.SortedMap)) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                copy.put(entry.getKey(), damaged(entry.getValue(), Object.class, depth + 1));
            }
            return copy;
        }
        return value;
    }

    private Object copy(Collection<?> from, Collection<Object> to, int depth) {
        for (Object element : from) {
            to.add(damaged(element, Object.class, depth + 1));
        }
        return to;
    }

    /** A class with a constructor without parameters, whose fields are all there is to it. */
    private Object bean(Object value, int depth) throws ReflectiveOperationException {
        Constructor<?> constructor;
        try {
            constructor = value.getClass().getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            return value;
        }
        constructor.setAccessible(true);
        Object copy = constructor.newInstance();
        for (Class<?> type = value.getClass(); type != null && !isOfJdk(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    field.set(copy, damaged(field.get(value), field.getType(), depth + 1));
                }
            }
        }
        return copy;
    }
}
