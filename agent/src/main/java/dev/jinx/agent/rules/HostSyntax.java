package dev.jinx.agent.rules;

/** What may stand under {@code hosts}: a name, a glob, an IP address, a CIDR block. */
final class HostSyntax {
    private HostSyntax() {}

    /** That host as it is written, if it can be one. */
    static String host(Node node, String key) throws BadValue {
        String host = Values.word(node, key);
        String wrong = wrong(host);
        if (!wrong.isEmpty()) {
            throw new BadValue(node.at(), Problems.quote(host) + " " + wrong);
        }
        return host;
    }

    /** Whether it is an address or a block of addresses, not a name. */
    static boolean isAddress(String host) {
        int slash = host.indexOf('/');
        return IpLiteral.bits(slash < 0 ? host : host.substring(0, slash)) > 0;
    }

    private static String wrong(String host) {
        if (host.contains("://")) {
            return "is a URL; write the host alone";
        }
        int slash = host.indexOf('/');
        if (slash >= 0) {
            return wrongBlock(host.substring(0, slash), host.substring(slash + 1));
        }
        if (IpLiteral.bits(host) > 0) {
            return "";
        }
        if (host.startsWith("[")) {
            return "is an address in brackets; leave them out, and the port, which goes to `ports`";
        }
        if (IpLiteral.looksLikeIpv4(host)) {
            return "is not an IP address";
        }
        int colon = host.indexOf(':');
        if (colon >= 0) {
            return colon == host.lastIndexOf(':') ? "has a port, which goes to `ports`" : "is not an IP address";
        }
        return wrongName(host);
    }

    private static String wrongBlock(String address, String prefix) {
        int bits = IpLiteral.bits(address);
        if (bits == 0) {
            return "is not a CIDR block: an IP address stands before the slash, as in `10.1.0.0/16`";
        }
        boolean number = !prefix.isEmpty() && prefix.length() <= 3 && Quantities.digits(prefix, 0) == prefix.length();
        return number && Integer.parseInt(prefix) <= bits
                ? ""
                : "is not a CIDR block: behind the slash stands 0 to " + bits;
    }

    private static String wrongName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isLetterOrDigit(c) && ".-_*".indexOf(c) < 0) {
                return "is not a host name: " + Problems.quote(String.valueOf(c)) + " cannot be in one";
            }
        }
        return name.startsWith(".") || name.contains("..") ? "is not a host name: a part of it is empty" : "";
    }
}
