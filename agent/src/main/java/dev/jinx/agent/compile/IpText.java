package dev.jinx.agent.compile;

import dev.jinx.runtime.plan.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads IP addresses from text. The JDK's own parser would initialise InetAddress, whose static initialiser reads properties that main
 * may still set.
 */
final class IpText {
    private IpText() {}

    /** The address, in whatever spelling; empty where the text is no address. */
    static Optional<Address> parse(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (bare.indexOf(':') >= 0) {
            return six(bare);
        }
        Optional<Long> low = four(bare);
        return low.isPresent() ? Optional.of(new Address(0, 0xffff00000000L | low.get())) : Optional.empty();
    }

    /** Whether the text is an IPv4 address, which counts its prefixes from its own first bit. */
    static boolean isFour(String text) {
        return text.indexOf(':') < 0 && four(text).isPresent();
    }

    private static Optional<Long> four(String text) {
        long value = 0;
        int parts = 0;
        for (String part : split(text, '.')) {
            int number = number(part, 10, 255);
            if (number < 0) {
                return Optional.empty();
            }
            value = value << 8 | number;
            parts++;
        }
        return parts == 4 ? Optional.of(value) : Optional.empty();
    }

    private static Optional<Address> six(String text) {
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        int gap = bare.indexOf("::");
        List<Integer> head = gap < 0 ? words(bare, true) : words(bare.substring(0, gap), false);
        List<Integer> tail = gap < 0 ? List.of() : words(bare.substring(gap + 2), true);
        if (head == null || tail == null) {
            return Optional.empty();
        }
        int missing = 8 - head.size() - tail.size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(head);
        for (int i = 0; i < missing; i++) {
            all.add(0);
        }
        all.addAll(tail);
        return Optional.of(new Address(four(all, 0), four(all, 4)));
    }

    private static long four(List<Integer> words, int from) {
        long value = 0;
        for (int i = from; i < from + 4; i++) {
            value = value << 16 | words.get(i);
        }
        return value;
    }

    /** The 16-bit words of one side, the last two of which may be in IPv4's form at the end; null where it is malformed. */
    private static List<Integer> words(String text, boolean end) {
        List<Integer> words = new ArrayList<>();
        if (text.isEmpty()) {
            return words;
        }
        List<String> parts = split(text, ':');
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            boolean dotted = end && i == parts.size() - 1 && part.indexOf('.') >= 0;
            Optional<Long> four = dotted ? four(part) : Optional.empty();
            if (four.isPresent()) {
                words.add((int) (four.get() >> 16));
                words.add((int) (four.get() & 0xffff));
                continue;
            }
            int word = number(part, 16, 0xffff);
            if (word < 0) {
                return null;
            }
            words.add(word);
        }
        return words;
    }

    private static int number(String text, int radix, int max) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value <= max ? value : -1;
    }

    private static List<String> split(String text, char at) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = text.indexOf(at); i >= 0; i = text.indexOf(at, from)) {
            parts.add(text.substring(from, i));
            from = i + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }
}
