package dev.jinx.runtime.connection;

/**
 * The changes that the bytes of an operation go through, one after the other, in one direction of one connection. Made for the
 * operation; what it holds back goes on with the next one. Guarded by the {@link Inlet} or {@link Outlet} that has it.
 */
public final class Passage {
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final Stage[] stages;
    private int size;

    /** A way with so many changes at most. */
    public Passage(int most) {
        stages = new Stage[most];
    }

    /**
     * One more change, behind those that are there.
     *
     * @param owner the rule; when it goes, so does the change
     */
    public void add(Change change, long drawn, Object owner) {
        stages[size++] = new Stage(change, drawn, owner);
    }

    /** Bytes come, and behind them so many more of the operation; returns what goes on. */
    byte[] feed(byte[] bytes, long behind) {
        byte[] left = bytes;
        for (int i = 0; i < size; i++) {
            left = left.length == 0 ? left : stages[i].feed(left, behind);
        }
        return left;
    }

    /** Nothing is held any more; returns what was. */
    byte[] end() {
        byte[] left = Bytes.NONE;
        for (int i = 0; i < size; i++) {
            byte[] through = left.length == 0 ? left : stages[i].feed(left, 0);
            left = Stage.concat(through, stages[i].end());
        }
        return left;
    }

    /** Whether something is held. */
    boolean holds() {
        for (int i = 0; i < size; i++) {
            if (stages[i].holds()) {
                return true;
            }
        }
        return false;
    }

    /** How many bytes are held. */
    int held() {
        int held = 0;
        for (int i = 0; i < size; i++) {
            held += stages[i].held();
        }
        return held;
    }

    /** Nanoseconds after which what is held goes on; 0 for now, {@code Long.MAX_VALUE} for not by itself. */
    long left() {
        long least = FOR_EVER;
        for (int i = 0; i < size; i++) {
            if (stages[i].holds()) {
                least = Math.min(least, stages[i].left());
            }
        }
        return least;
    }

    /** Whether it goes on where another one was: the same changes for the same rules. */
    boolean follows(Passage before) {
        if (before.size != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!stages[i].is(before.stages[i])) {
                return false;
            }
        }
        for (int i = 0; i < size; i++) {
            stages[i].follow(before.stages[i]);
        }
        return true;
    }

    /** How the connection ends behind what has passed, and the rule that says so. */
    Stage ended() {
        for (int i = 0; i < size; i++) {
            if (stages[i].ending() != Ending.CONTINUE) {
                return stages[i];
            }
        }
        return null;
    }
}
