package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Change;
import dev.jinx.runtime.connection.Crossing;
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
public record TruncateFault(double keep, int dropLast, Ending then) implements Fault, Change {
    @Override
    public String word() {
        return "truncate";
    }

    @Override
    public boolean lingers() {
        return true;
    }

    @Override
    public boolean lasts() {
        return true;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }

    @Override
    public byte[] change(Stage stage, byte[] bytes, long drawn) {
        int kept = bytes.length;
        if (dropLast == 0) {
            kept = (int) (bytes.length * keep);
        } else if (stage.last()) {
            kept = Math.max(0, bytes.length - dropLast);
        }
        if (stage.last()) {
            stage.then(then);
        }
        return Arrays.copyOf(bytes, kept);
    }
}
