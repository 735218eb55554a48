package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Bucket;
import dev.jinx.runtime.connection.Crossing;
import java.io.IOException;

/**
 * A bandwidth.
 *
 * @param rate bytes a second, at least 1
 * @param shared the one bucket of the rule; null where each connection has its own, for each direction
 */
public record ThrottleFault(long rate, Bucket shared) implements Fault {
    @Override
    public String word() {
        return "throttle";
    }

    @Override
    public String detail() {
        return rate + " B/s";
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public boolean lasts() {
        return true;
    }

    @Override
    public long hold(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.dry(bucket(crossing), bytes);
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.throttle(bucket(crossing), bytes);
    }

    private Bucket bucket(Crossing crossing) {
        return shared != null ? shared : crossing.connection().bucket(crossing.owner(), this, crossing.kind(), rate);
    }
}
