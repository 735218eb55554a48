package dev.jinx.agent.rules;

/**
 * Whether a text is an IP address. {@code java.net.InetAddress} knows, too, but would load the JDK's network code before anything
 * in it is woven, and would ask a name server where the text is none.
 */
final class IpLiteral {
    private static final int IPV6_GROUPS = 8;

    private IpLiteral() {}

    /** The number of bits of that address, 32 or 128; 0 if it is none. */
    static int bits(String text) {
        if (isIpv4(text)) {
            return 32;
        }
        return text.indexOf(':') >= 0 && isIpv6(text) ? 128 : 0;
    }

    /** Whether it consists of digits and dots only, so that it can only be meant as an IPv4 address. */
    static boolean looksLikeIpv4(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv4(String text) {
        int start = 0;
        for (int part = 0; part < 4; part++) {
            int end = Quantities.digits(text, start);
            if (end == start || end - start > 3 || Integer.parseInt(text.substring(start, end)) > 255) {
                return false;
            }
            boolean last = part == 3;
            if (last ? end != text.length() : end == text.length() || text.charAt(end) != '.') {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == IPV6_GROUPS;
        }
        int left = groups(text.substring(0, gap), false);
        int right = groups(text.substring(gap + 2), true);
        return left >= 0 && right >= 0 && left + right < IPV6_GROUPS;
    }

    /** How many 16-bit groups stand there, an IPv4 address at the end counting two; -1 if it is something else. */
    private static int groups(String text, boolean end) {
        int count = 0;
        int start = 0;
        while (start < text.length()) {
            int colon = text.indexOf(':', start);
            String group = colon < 0 ? text.substring(start) : text.substring(start, colon);
            if (colon < 0 && end && isIpv4(group)) {
                return count + 2;
            }
            if (!isGroup(group) || colon == text.length() - 1) {
                return -1;
            }
            count++;
            start = colon < 0 ? text.length() : colon + 1;
        }
        return count;
    }

    private static boolean isGroup(String group) {
        for (int i = 0; i < group.length(); i++) {
            if (Character.digit(group.charAt(i), 16) < 0 || group.charAt(i) > 'f') {
                return false;
            }
        }
        return !group.isEmpty() && group.length() <= 4;
    }
}
