package dev.jinx.runtime.connection;

import dev.jinx.runtime.stats.Failures;

/** One change on its way with one direction of one connection, and what it holds back. Guarded by the {@link Passage}. */
public final class Stage {
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final Change change;
    private final long drawn;
    private final Object owner;
    private byte[] held = Bytes.NONE;
    private Bytes remembered;
    private long patience = FOR_EVER;
    private long since;
    private boolean first = true;
    private long behind;
    private long seen;
    private Ending ending = Ending.CONTINUE;

    Stage(Change change, long drawn, Object owner) {
        this.change = change;
        this.drawn = drawn;
        this.owner = owner;
    }

    /** Whether nothing of the operation came by before. */
    public boolean first() {
        return first;
    }

    /** Whether nothing of the operation comes behind. */
    public boolean last() {
        return behind == 0;
    }

    /** How many bytes of the operation came by before. */
    public long seen() {
        return seen;
    }

    /** How many bytes of the operation are to come. */
    public long behind() {
        return behind;
    }

    /** What is held, which is held no more, and behind it these bytes. */
    public byte[] join(byte[] bytes) {
        if (held.length == 0) {
            return bytes;
        }
        byte[] all = concat(held, bytes);
        held = Bytes.NONE;
        return all;
    }

    /** Bytes of the operation that go on are needed again. */
    public void remember(byte[] bytes) {
        if (remembered == null) {
            remembered = new Bytes();
        }
        remembered.add(bytes);
    }

    /** These bytes, and behind them what is remembered, which is remembered no more. */
    public byte[] withRemembered(byte[] bytes) {
        byte[] all = remembered == null ? bytes : concat(bytes, remembered.take(Integer.MAX_VALUE));
        remembered = null;
        return all;
    }

    /**
     * Bytes are held until more come, the stream ends, or the rule goes.
     *
     * @param nanos after which they go on in any case, {@code Long.MAX_VALUE} for never
     */
    public void hold(byte[] bytes, long nanos) {
        held = bytes;
        patience = nanos;
        since = System.nanoTime();
    }

    /** Behind these bytes the connection ends so. */
    public void then(Ending end) {
        ending = end;
    }

    Object owner() {
        return owner;
    }

    Ending ending() {
        return ending;
    }

    boolean holds() {
        return held.length > 0;
    }

    int held() {
        return held.length;
    }

    boolean is(Stage other) {
        return change == other.change && owner == other.owner;
    }

    /** Goes on where another one was, for another operation. */
    void follow(Stage before) {
        held = before.held;
        patience = before.patience;
        since = before.since;
        before.held = Bytes.NONE;
    }

    /** Nanoseconds after which what is held goes on; 0 for now. */
    long left() {
        if (gone() || Waiter.over()) {
            return 0;
        }
        return patience == FOR_EVER ? FOR_EVER : Math.max(0, patience - (System.nanoTime() - since));
    }

    private boolean gone() {
        return owner instanceof Cause cause && !cause.inForce();
    }

    byte[] feed(byte[] bytes, long toCome) {
        if (gone()) {
            return holds() ? concat(end(), bytes) : bytes;
        }
        behind = toCome;
        byte[] before = held;
        try {
            return change.change(this, bytes, drawn);
        } catch (Throwable t) {
            // A regular expression may need more stack than there is.
            Failures.record("change", t);
            held = Bytes.NONE;
            return concat(before, bytes);
        } finally {
            first = false;
            seen += bytes.length;
        }
    }

    byte[] end() {
        byte[] before = held;
        try {
            return holds() ? change.end(this) : Bytes.NONE;
        } catch (Throwable t) {
            Failures.record("change", t);
            held = Bytes.NONE;
            return before;
        }
    }

    static byte[] concat(byte[] one, byte[] two) {
        if (one.length == 0) {
            return two;
        }
        byte[] both = new byte[one.length + two.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }
}
