package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Invocation;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
        if (text.equals("empty")) {
            Object empty = empty(type);
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

    @SuppressWarnings("FutureReturnValueIgnored") // the caller of the application's method gets it
    private static Object empty(Class<?> type) {
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        } else if (type == Optional.class) {
            return Optional.empty();
        } else if (type == OptionalInt.class) {
            return OptionalInt.empty();
        } else if (type == OptionalLong.class) {
            return OptionalLong.empty();
        } else if (type == OptionalDouble.class) {
            return OptionalDouble.empty();
        } else if (type == Stream.class) {
            return Stream.empty();
        } else if (type == CompletableFuture.class) {
            return CompletableFuture.completedFuture(null);
        }
        return emptyCollection(type);
    }

    private static Object emptyCollection(Class<?> type) {
        if (type == String.class || type == CharSequence.class) {
            return "";
        } else if (type == List.class || type == Collection.class || type == Iterable.class) {
            return new ArrayList<>();
        } else if (type == Set.class) {
            return new LinkedHashSet<>();
        } else if (type == Map.class) {
            return new LinkedHashMap<>();
        } else if (type == java.util.Iterator.class) {
            return Collections.emptyIterator();
        }
        return null;
    }
}
