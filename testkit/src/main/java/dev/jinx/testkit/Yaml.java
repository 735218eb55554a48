package dev.jinx.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Writes values as a rules file has them. */
final class Yaml {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./%+<>=-]*");
    private static final long MILLI = 1_000_000;
    private static final long MICRO = 1_000;

    private Yaml() {}

    /** A text that stands for itself: quoted where it has to be, and with no variable in it. */
    static String text(String value) {
        Objects.requireNonNull(value, "a text that is null");
        // Without quotes it would stand for nothing.
        boolean nothing = value.equalsIgnoreCase("null");
        return PLAIN.matcher(value).matches() && !nothing ? value : quoted(value);
    }

    /** A text that stands for itself, in quotes: no reader takes it for a number, or for nothing. */
    static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '$' -> quoted.append("$$");
                default -> {
                    if (standsForItself(value, i)) {
                        quoted.append(c);
                    } else {
                        quoted.append(String.format("\\u%04x", (int) c));
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** Not what YAML forbids, nor what may be lost on the way: half of a pair, marks of byte order, line ends of Unicode. */
    private static boolean standsForItself(String value, int place) {
        char c = value.charAt(place);
        if (Character.isHighSurrogate(c)) {
            return place + 1 < value.length() && Character.isLowSurrogate(value.charAt(place + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return place > 0 && Character.isHighSurrogate(value.charAt(place - 1));
        }
        return !Character.isISOControl(c) && c != 0x2028 && c != 0x2029 && c != 0xfeff && c < 0xfffe;
    }

    /** A list; one element stands alone. */
    static String list(List<String> written) {
        return written.size() == 1 ? written.get(0) : "[" + String.join(", ", written) + "]";
    }

    /** Keys and values by turns. */
    static Map<String, String> entries(String... keysAndValues) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return entries;
    }

    /** A mapping on one line. */
    static String mapping(Map<String, String> written) {
        List<String> entries = new ArrayList<>();
        for (Map.Entry<String, String> entry : written.entrySet()) {
            entries.add(entry.getKey() + ": " + entry.getValue());
        }
        return "{ " + String.join(", ", entries) + " }";
    }

    /** A duration, exact to the nanosecond. */
    static String duration(Duration duration) {
        Objects.requireNonNull(duration, "a duration that is null");
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a duration is not negative: " + duration);
        }
        long nanos = duration.toNanos();
        if (nanos % MILLI == 0) {
            return nanos / MILLI + "ms";
        }
        return nanos % MICRO == 0 ? nanos / MICRO + "us" : nanos + "ns";
    }

    /** A share of one, as a decimal. */
    static String share(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a probability is between 0 and 1, not " + share);
        }
        return java.math.BigDecimal.valueOf(share).stripTrailingZeros().toPlainString();
    }
}
