package dev.jinx.runtime.stats;

/** Why a rule that matched did not act, in the order in which it is asked. */
public enum Skip {
    WINDOW("window"),
    IDLE("idle"),
    BYTES("after-bytes"),
    AFTER("after"),
    EVERY("every"),
    AT("at"),
    PROBABILITY("probability"),
    TIMES("times"),
    /** A limit under {@code safety} was reached. */
    SAFETY("safety"),
    /** The fault has to wait, and the close of a channel that does not block cannot be made to. */
    NON_BLOCKING("non-blocking"),
    /** The fault could not be done, such as one that throws what no class loader finds; {@link Failures} tells why. */
    IMPOSSIBLE("impossible");

    private static final Skip[] ALL = values();

    private final String word;

    Skip(String word) {
        this.word = word;
    }

    /** The word in the report. */
    public String word() {
        return word;
    }

    /** How many there are. */
    public static int count() {
        return ALL.length;
    }

    /** The one with that ordinal. */
    public static Skip at(int ordinal) {
        return ALL[ordinal];
    }
}
