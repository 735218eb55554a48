package dev.jinx.agent.report;

import dev.jinx.runtime.plan.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A target that the application was seen to use, taken apart again: {@code localhost:5432}, {@code [::1]:80}, {@code /tmp/x.sock}, or
 * {@code :8080} for a listening socket.
 *
 * @param host a name or an address; empty where there is none
 * @param port 0 where there is none
 * @param path of a Unix-domain socket; empty where there is none
 */
record SeenTarget(String host, int port, String path) {
    static SeenTarget of(String text) {
        int colon = text.lastIndexOf(':');
        int port = colon < 0 ? -1 : number(text.substring(colon + 1));
        if (port < 0) {
            return new SeenTarget("", 0, text);
        }
        return new SeenTarget(text.substring(0, colon), port, "");
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    boolean unix() {
        return !path.isEmpty();
    }

    /** As rules ask about it. */
    Endpoint endpoint() {
        InetAddress address = address();
        return new Endpoint(address == null ? host : null, address, port, port, unix(), path, false);
    }

    /** Null where the host is a name. Never looks a name up. */
    private InetAddress address() {
        boolean literal = host.startsWith("[") || (!host.isEmpty() && Character.isDigit(host.charAt(0)) && isDotted());
        try {
            return literal ? InetAddress.getByName(host) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private boolean isDotted() {
        int dots = 0;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            dots += c == '.' ? 1 : 0;
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return dots == 3;
    }
}
