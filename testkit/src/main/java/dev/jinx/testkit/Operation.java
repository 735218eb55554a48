package dev.jinx.testkit;

/** What the application does, and rules are on. */
public enum Operation {
    /** Opening a TCP or Unix-domain connection. */
    CONNECT("connect"),
    /** Taking a connection from a listening socket. */
    ACCEPT("accept"),
    /** Reading from a connection. */
    READ("read"),
    /** Writing to a connection. */
    WRITE("write"),
    /** Closing a connection. */
    CLOSE("close"),
    /** Calling a method of the application; alone in its rule. */
    CALL("call");

    private final String word;

    Operation(String word) {
        this.word = word;
    }

    /** The word that rules write. */
    public String word() {
        return word;
    }
}
