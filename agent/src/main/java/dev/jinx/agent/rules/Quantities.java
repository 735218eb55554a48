package dev.jinx.agent.rules;

import java.math.BigDecimal;
import java.time.Duration;

/** Values with units: {@code 200ms}, {@code 64KiB}, {@code 10Mbit/s}, {@code 10%}. */
final class Quantities {
    /** The longest wait that can be asked for. */
    static final Duration A_DAY = Duration.ofDays(1);

    /** The longest window. */
    static final Duration A_YEAR = Duration.ofDays(365);

    static final Duration NANOSECOND = Duration.ofNanos(1);

    private static final long MOST_HELD = 64L << 20;

    /** More digits than any quantity has, so that nobody can make arithmetic expensive. */
    private static final int LONGEST = 30;

    private Quantities() {}

    /** A duration within those bounds, both included. */
    static Duration duration(Node node, String key, Duration lowest, Duration highest) throws BadValue {
        String text = Values.word(node, key);
        int split = number(text);
        String unit = text.substring(split).strip();
        if (split > 0 && unit.isEmpty()) {
            throw new BadValue(node.at(), "'" + key + "' needs a unit: write `" + text + "ms`, or us, s, m, h");
        }
        long nanos = split == 0 ? 0 : nanos(unit);
        if (nanos == 0) {
            throw new BadValue(
                    node.at(), "'" + key + "' is a duration like `200ms`, `1.5s` or `2m`, not " + Problems.quote(text));
        }
        BigDecimal value = new BigDecimal(text.substring(0, split)).multiply(BigDecimal.valueOf(nanos));
        if (value.compareTo(BigDecimal.valueOf(lowest.toNanos())) < 0
                || value.compareTo(BigDecimal.valueOf(highest.toNanos())) > 0) {
            throw new BadValue(
                    node.at(),
                    "'" + key + "' is " + (lowest.isZero() ? "from 0" : "more than 0") + " to " + highest.toHours()
                            + "h, not " + Problems.quote(text));
        }
        return Duration.ofNanos(value.longValue());
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "us", "µs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 0;
        };
    }

    /** A number of bytes, {@code 16}, {@code 64KB} (1000) or {@code 64KiB} (1024), within those bounds, both included. */
    static long size(Node node, String key, long lowest, long highest) throws BadValue {
        String text = Values.word(node, key);
        int split = number(text);
        long unit = split == 0 ? 0 : bytes(text.substring(split).strip());
        if (unit == 0) {
            throw new BadValue(
                    node.at(), "'" + key + "' is a size like `16`, `64KB` or `64KiB`, not " + Problems.quote(text));
        }
        return within(
                node,
                key,
                new BigDecimal(text.substring(0, split)).multiply(BigDecimal.valueOf(unit)),
                lowest,
                highest);
    }

    /** A number of bytes that are held in memory, for each connection: 1 to 64 MiB. */
    static int held(Node node, String key) throws BadValue {
        long bytes = size(node, key, 0, Long.MAX_VALUE);
        if (bytes < 1 || bytes > MOST_HELD) {
            throw new BadValue(
                    node.at(),
                    "'" + key + "' is from 1 byte to 64MiB, because they are held in memory, not "
                            + Problems.quote(Values.word(node, key)));
        }
        return (int) bytes;
    }

    /** A bandwidth in bytes per second, {@code 64KiB/s} or {@code 10Mbit/s}: at least 1. */
    static long rate(Node node, String key) throws BadValue {
        String text = Values.word(node, key);
        int split = number(text);
        String unit = text.substring(split).strip();
        // In bits, because 1 kbit is 125 bytes but 1 bit is none.
        long bits = split == 0 || !unit.endsWith("/s")
                ? 0
                : bits(unit.substring(0, unit.length() - 2).strip());
        if (bits == 0) {
            throw new BadValue(
                    node.at(), "'" + key + "' is a rate like `64KiB/s` or `10Mbit/s`, not " + Problems.quote(text));
        }
        BigDecimal value = new BigDecimal(text.substring(0, split)).multiply(BigDecimal.valueOf(bits));
        return within(node, key, value.divideToIntegralValue(BigDecimal.valueOf(8)), 1, 1L << 40);
    }

    private static long within(Node node, String key, BigDecimal value, long lowest, long highest) throws BadValue {
        if (value.stripTrailingZeros().scale() > 0) {
            throw new BadValue(node.at(), "'" + key + "' is a whole number of bytes");
        }
        if (value.compareTo(BigDecimal.valueOf(lowest)) < 0 || value.compareTo(BigDecimal.valueOf(highest)) > 0) {
            throw new BadValue(node.at(), "'" + key + "' is from " + lowest + " to " + highest + " bytes");
        }
        return value.longValue();
    }

    private static long bytes(String unit) {
        return switch (unit) {
            case "", "B" -> 1;
            case "KB", "kB" -> 1_000;
            case "KiB" -> 1L << 10;
            case "MB" -> 1_000_000;
            case "MiB" -> 1L << 20;
            case "GB" -> 1_000_000_000;
            case "GiB" -> 1L << 30;
            default -> 0;
        };
    }

    private static long bits(String unit) {
        return switch (unit) {
            case "bit" -> 1;
            case "kbit" -> 1_000;
            case "Mbit" -> 1_000_000;
            case "Gbit" -> 1_000_000_000;
            default -> unit.isEmpty() ? 0 : bytes(unit) * 8;
        };
    }

    /** A share from 0 to 1, written {@code 0.1} or {@code 10%}. */
    static double share(Node node, String key) throws BadValue {
        String text = Values.word(node, key);
        boolean percent = text.endsWith("%");
        double value = plain(percent ? text.substring(0, text.length() - 1).strip() : text);
        if (percent ? value >= 0 && value <= 100 : value >= 0 && value <= 1) {
            return percent ? value / 100 : value;
        }
        String hint = !percent && value > 1 && value <= 100 ? ": " + text + " % is `" + text + "%`" : "";
        throw new BadValue(
                node.at(), "'" + key + "' is from 0 to 1, or from 0% to 100%, not " + Problems.quote(text) + hint);
    }

    /** NaN where it is no number in the usual spelling: no infinity, no hexadecimal. */
    private static double plain(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return Double.NaN;
            }
        }
        if (digits == 0 || text.length() > LONGEST) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Where the number at the start of that text ends: 0 if it starts with none, or with a negative one. */
    private static int number(String text) {
        int end = digits(text, 0);
        if (end > 0 && end < text.length() && text.charAt(end) == '.') {
            int fraction = digits(text, end + 1);
            end = fraction == end + 1 ? 0 : fraction;
        }
        return end > LONGEST ? 0 : end;
    }

    /** Where the digits that start there end. */
    static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
