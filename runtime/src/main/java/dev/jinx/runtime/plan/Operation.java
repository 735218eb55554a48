package dev.jinx.runtime.plan;

/** The operations that are intercepted. */
public enum Operation {
    CONNECT("connect"),
    ACCEPT("accept"),
    READ("read"),
    WRITE("write"),
    CLOSE("close"),
    /** A method of the application. */
    CALL("call");

    private static final Operation[] ALL = values();

    private final String word;

    Operation(String word) {
        this.word = word;
    }

    /** The word in the rules file and in the report. */
    public String word() {
        return word;
    }

    /** How many there are. */
    public static int count() {
        return ALL.length;
    }
}
