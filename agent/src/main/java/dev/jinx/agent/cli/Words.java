package dev.jinx.agent.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Quantities and lists as people write them. */
final class Words {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private static final int LONGEST = 60;

    private Words() {}

    /** {@code 200 ms}, {@code 1.5 s}, {@code 2 min}. */
    static String duration(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos >= 60 * SECOND && nanos % (60 * SECOND) == 0) {
            return nanos / (60 * SECOND) + " min";
        } else if (nanos >= SECOND) {
            return in(nanos, SECOND) + " s";
        } else if (nanos >= MILLI || nanos == 0) {
            return in(nanos, MILLI) + " ms";
        }
        return in(nanos, MICRO) + " us";
    }

    private static String in(long nanos, long unit) {
        return plain(BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(unit)));
    }

    /** {@code 64 KiB}, {@code 125 KB}, {@code 1 byte}: in the largest unit of which it is a whole number. */
    static String size(long bytes) {
        String[] units = {"GiB", "GB", "MiB", "MB", "KiB", "KB"};
        long[] sizes = {1L << 30, 1_000_000_000, 1L << 20, 1_000_000, 1L << 10, 1_000};
        for (int i = 0; i < sizes.length; i++) {
            if (bytes >= sizes[i] && bytes % sizes[i] == 0) {
                return bytes / sizes[i] + " " + units[i];
            }
        }
        return bytes + (bytes == 1 ? " byte" : " bytes");
    }

    /** That text in quotes, on one line and not longer than anybody wants to read. */
    static String quote(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            line.append(Character.isISOControl(text.charAt(i)) ? ' ' : text.charAt(i));
        }
        return '"' + cut(line.toString()) + '"';
    }

    /** The beginning of a long text. */
    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** {@code 10 %}. */
    static String percent(double share) {
        return plain(BigDecimal.valueOf(share).movePointRight(2)) + " %";
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    /** {@code a, b or c}. */
    static String anyOf(List<?> items) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            text.append(i == 0 ? "" : i == items.size() - 1 ? " or " : ", ").append(items.get(i));
        }
        return text.toString();
    }

    /** {@code port 80}, {@code ports 80 or 81}. */
    static String many(String noun, List<?> items) {
        return noun + (items.size() == 1 ? " " : "s ") + anyOf(items);
    }
}
