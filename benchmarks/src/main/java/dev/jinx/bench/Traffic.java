package dev.jinx.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * The program that is attached to: it connects to itself every fifth of a millisecond, and says when connects begin to be refused and
 * when they end to be. Told {@code spin}, a thread does nothing but look at the clock until it is told {@code stop}, and the longest time
 * between two looks is said.
 */
public final class Traffic {
    private static final long PAUSE_NANOS = 200_000;

    private static volatile boolean spinning;

    private Traffic() {}

    /** Ends with its standard input. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> accept(server));
        daemon(() -> connect(server.getLocalPort()));
        System.out.println("port " + server.getLocalPort());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Thread spinner = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("spin")) {
                spinning = true;
                spinner = daemon(Traffic::spin);
            } else if (spinner != null) {
                spinning = false;
                spinner.join();
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void accept(ServerSocket server) {
        while (true) {
            try {
                server.accept().close();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void connect(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        boolean refused = false;
        while (true) {
            boolean now;
            try (Socket socket = new Socket()) {
                // No TIME_WAIT, of which there are not enough.
                socket.setSoLinger(true, 0);
                socket.connect(address);
                now = false;
            } catch (ConnectException e) {
                now = true;
            } catch (IOException e) {
                // The other end was faster to close.
                now = refused;
            }
            if (now != refused) {
                refused = now;
                // The clock that all processes of a machine share.
                System.out.println((refused ? "refused " : "connected ") + System.nanoTime());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static void spin() {
        long longest = 0;
        long last = System.nanoTime();
        while (spinning) {
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
        }
        System.out.println("gap " + longest);
    }
}
