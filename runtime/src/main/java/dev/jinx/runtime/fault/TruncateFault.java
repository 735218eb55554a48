package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Ending;
import dev.jinx.runtime.connection.Stage;
import java.util.Arrays;

/**
 * A part of what is written is sent; all of it is reported as written.
 *
 * @param keep the share that is sent, from its beginning, 0 to 1; ignored where {@code dropLast} is not 0
 * @param dropLast how many bytes at the end are not sent; 0 where {@code keep} counts
 * @param then what becomes of the connection; not {@link Ending#RESET}
 */
public record TruncateFault(double keep, int dropLast, Ending then) implements PayloadFault {
    @Override
    public String word() {
        return "truncate";
    }

    @Override
    public boolean lingers() {
        return true;
    }

    @Override
    public byte[] change(Stage stage, byte[] bytes, long drawn) {
        if (stage.last()) {
            stage.then(then);
        }
        return dropLast == 0 ? beginning(stage, bytes) : withoutEnd(stage, bytes);
    }

    /** A large operation comes in pieces: what is kept is the beginning of all of it. */
    private byte[] beginning(Stage stage, byte[] bytes) {
        long all = stage.seen() + bytes.length + stage.behind();
        long kept = (long) (all * keep) - stage.seen();
        return Arrays.copyOf(bytes, (int) Math.max(0, Math.min(bytes.length, kept)));
    }

    /** What may be of the end is held until the end is known. */
    private byte[] withoutEnd(Stage stage, byte[] bytes) {
        byte[] all = stage.join(bytes);
        int kept = Math.max(0, all.length - dropLast);
        if (!stage.last()) {
            stage.hold(Arrays.copyOfRange(all, kept, all.length), Long.MAX_VALUE);
        }
        return Arrays.copyOf(all, kept);
    }
}
