package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Stage;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Bytes are changed, their number is not; at least one of them.
 *
 * @param rate the share of bytes that are changed, 0 to 1
 * @param mode what becomes of them
 */
public record CorruptFault(double rate, Mode mode) implements PayloadFault {
    @Override
    public String word() {
        return "corrupt";
    }

    /** What becomes of a byte. */
    public enum Mode {
        /** One of its bits, drawn, is turned over. */
        FLIP,
        /** Another value, drawn. */
        RANDOM,
        /** 0; one that is 0 becomes 255. */
        ZERO
    }

    /** 2 to the 53rd: the numbers that are drawn have so many different values. */
    private static final double DRAWN = 9_007_199_254_740_992.0;

    @Override
    public String detail() {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public long draw(double first, double second) {
        return (long) (first * DRAWN);
    }

    @Override
    public boolean drawsTime() {
        return false;
    }

    @Override
    public byte[] change(Stage stage, byte[] bytes, long drawn) {
        // A large operation comes in pieces, each with places of its own.
        SplittableRandom random = new SplittableRandom(drawn + stage.seen());
        byte[] changed = bytes.clone();
        int sure = stage.first() ? random.nextInt(changed.length) : -1;
        for (int i = 0; i < changed.length; i++) {
            if (i == sure || random.nextDouble() < rate) {
                changed[i] = another(changed[i], random);
            }
        }
        return changed;
    }

    private byte another(byte was, SplittableRandom random) {
        return switch (mode) {
            case FLIP -> (byte) (was ^ (1 << random.nextInt(8)));
            case RANDOM -> (byte) (was + 1 + random.nextInt(255));
            case ZERO -> (byte) (was == 0 ? 0xff : 0);
        };
    }
}
