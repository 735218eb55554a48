package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Invocation;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Values of the type that a method declares. */
public final class Values {
    private Values() {}

    /** 0, false, null, or nothing. */
    static Object zero(Class<?> type) {
        return type.isPrimitive() && type != void.class ? Array.get(Array.newInstance(type, 1), 0) : Invocation.NULL;
    }

    /**
     * What a text means for a type: a number, boolean, character, string, enum constant, {@code null}, or {@code empty}.
     *
     * @return null for the null reference
     * @throws IllegalArgumentException if it means nothing; the message says so
     */
    public static Object read(String text, Class<?> type) {
        if (type == void.class || type == Void.class) {
            if (text.isEmpty() || text.equals("null")) {
                return null;
            }
            throw wrong(text, type);
        }
        if (text.equals("null") && !type.isPrimitive()) {
            return null;
        }
        boolean flow = text.equals("[]") || text.equals("{}");
        if ((text.equals("empty") && !type.isAssignableFrom(String.class)) || flow) {
            Object empty = empty(type, text);
            if (empty != null) {
                return empty;
            }
        }
        try {
            Object value = type.isEnum() ? constant(text, type) : scalar(text, type);
            if (value != null) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(text, type);
        }
        throw wrong(text, type);
    }

    private static IllegalArgumentException wrong(String text, Class<?> type) {
        return new IllegalArgumentException("'" + text + "' is no " + type.getTypeName());
    }

    private static Object constant(String text, Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text)) {
                return constant;
            }
        }
        return null;
    }

    private static Object scalar(String text, Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(text);
        } else if (type == long.class || type == Long.class) {
            return Long.valueOf(text);
        } else if (type == boolean.class || type == Boolean.class) {
            return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
        } else if (type == double.class || type == Double.class) {
            return Double.valueOf(text);
        } else if (type == float.class || type == Float.class) {
            return Float.valueOf(text);
        } else if (type == short.class || type == Short.class) {
            return Short.valueOf(text);
        } else if (type == byte.class || type == Byte.class) {
            return Byte.valueOf(text);
        } else if (type == char.class || type == Character.class) {
            return text.length() == 1 ? text.charAt(0) : null;
        }
        return type.isAssignableFrom(String.class) ? text : null;
    }

    /** Something empty of that type, null if it has nothing of the kind. */
    @SuppressWarnings("JdkObsolete") // the method may declare it
    private static Object empty(Class<?> type, String text) {
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        Object[] candidates = {
            text.equals("{}") ? new LinkedHashMap<>() : new ArrayList<>(),
            "",
            new LinkedHashMap<>(),
            new LinkedHashSet<>(),
            new TreeSet<>(),
            new TreeMap<>(),
            new LinkedList<>(),
            new ArrayDeque<>(),
            new ConcurrentHashMap<>(),
            Collections.emptyIterator(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            CompletableFuture.completedFuture(null)
        };
        for (Object candidate : candidates) {
            if (type.isInstance(candidate)) {
                return candidate;
            }
        }
        return type == Stream.class ? Stream.empty() : null;
    }
}
