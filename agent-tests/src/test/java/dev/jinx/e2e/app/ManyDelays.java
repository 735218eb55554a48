package dev.jinx.e2e.app;

import java.net.Socket;

/** Thousands of answers that come while the reader is about to look for them, each of which is to be late. */
public final class ManyDelays {
    /** The address with the delay. */
    public static final String HOST = "127.77.6.1";

    /** How late each answer is to be. */
    public static final int DELAY_MILLIS = 2;

    private static final int ANSWERS = 2_000;
    private static final int STEP_NANOS = 2_000;

    private ManyDelays() {}

    /** Says how many came too early. */
    public static void main(String[] arguments) throws Exception {
        int early = 0;
        try (Loopback server = new Loopback(HOST, ManyDelays::answer);
                Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.setTcpNoDelay(true);
            for (int i = 0; i < ANSWERS; i++) {
                long start = System.nanoTime();
                socket.getOutputStream().write(1);
                // Each time the read begins a little later, on both sides of the moment at which the answer comes.
                long begin = System.nanoTime() + (long) (i % 50) * STEP_NANOS;
                while (System.nanoTime() < begin) {
                    Thread.onSpinWait();
                }
                socket.getInputStream().read();
                early += System.nanoTime() - start < DELAY_MILLIS * 1_000_000L ? 1 : 0;
            }
        }
        Say.fact("answers", ANSWERS);
        Say.fact("early", early);
        System.exit(0);
    }

    private static void answer(Socket peer) throws java.io.IOException {
        peer.setTcpNoDelay(true);
        int got = peer.getInputStream().read();
        while (got >= 0) {
            peer.getOutputStream().write(got);
            got = peer.getInputStream().read();
        }
    }
}
