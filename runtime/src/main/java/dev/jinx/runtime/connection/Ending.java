package dev.jinx.runtime.connection;

/** How a connection ends, or what it does when a part of the stream is over. */
public enum Ending {
    /** It goes on. */
    CONTINUE,
    /** RST to the peer, ECONNRESET here. */
    RESET,
    /** FIN to the peer, the end of the stream here. */
    CLOSE,
    /** Nothing more in either direction until the rule goes. */
    HANG
}
