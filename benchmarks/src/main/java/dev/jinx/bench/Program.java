package dev.jinx.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The programs whose start is timed. */
public final class Program {
    private Program() {}

    /** {@code hello}, or {@code socket}; with {@code memory} behind it, it says how much it needed at most, in KB. */
    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("hello")) {
            System.out.println("hello");
        } else {
            socket();
        }
        if (arguments.length > 1) {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    System.out.println(line.replaceAll("[^0-9]", ""));
                }
            }
        }
    }

    private static void socket() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket client = new Socket(loopback, server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write(1);
            System.out.println(accepted.getInputStream().read());
        }
    }
}
