package dev.jinx.runtime.connection;

/** A rule about everything that goes to a peer or comes from it. Any thread. */
public interface Peer extends Cause {
    /** Nanoseconds for which it acts from now on, on everybody; 0 for not now, {@code Long.MAX_VALUE} for until it goes. */
    long window();

    /** The same on that connection, which may be spared; counted once for each connection and window. */
    long acts(Connection connection);

    /** Whether the peer is down. */
    boolean down();

    /** Whether what the peer sends is held. */
    boolean in();

    /** Whether what goes to the peer is held. */
    boolean out();
}
