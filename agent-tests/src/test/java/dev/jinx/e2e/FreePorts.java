package dev.jinx.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that are not started yet, where a rule has to name them. */
final class FreePorts {
    /** Below those that the kernel gives to others that ask for any port. */
    private static final int LOWEST = 12_000;

    private static final int HIGHEST = 30_000;

    /** Those that somebody has, whose server may not have started yet. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** So many ports, at which nobody listens now; each is given once. Any thread. */
    static List<Integer> take(int count) {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (GIVEN.add(port) && free(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static boolean free(int port) {
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return server.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
