package dev.jinx.runtime.connection;

import java.io.IOException;

/** How fast the bytes of one operation pass: by a bandwidth, or in pieces with pauses. One thread at a time. */
final class Shaping {
    private final Crossing crossing;
    private Bucket bucket;
    private long taken;
    private Pace pace;
    private long rest;

    Shaping(Crossing crossing) {
        this.crossing = crossing;
    }

    /** As much passes as a bandwidth gives. */
    long throttle(Bucket bandwidth, long n) throws IOException {
        boolean reads = crossing.kind() == Crossing.Kind.READ;
        while (!crossing.released()) {
            if (reads && !crossing.connection().readable(crossing.descriptor())) {
                return Crossing.skip(Crossing.UNAVAILABLE);
            }
            long wanted = reads ? Math.max(1, Math.min(n, crossing.connection().available(crossing.descriptor()))) : n;
            long allowed = bandwidth.take(wanted);
            if (allowed > 0) {
                bucket = bandwidth;
                taken = allowed;
                return Crossing.proceed(allowed);
            }
            long answer = crossing.waitUntil(System.nanoTime() - crossing.start() + bandwidth.untilNext(wanted), n);
            if (Crossing.skips(answer)) {
                return answer;
            }
        }
        return Crossing.proceed(n);
    }

    /** A piece passes, when the pause behind the last one is over. */
    long slice(Object fault, int size, long pause, long n) throws IOException {
        if (crossing.kind() == Crossing.Kind.READ
                && !crossing.released()
                && !crossing.connection().readable(crossing.descriptor())) {
            return Crossing.skip(Crossing.UNAVAILABLE);
        }
        long answer = pause(fault, n);
        if (Crossing.skips(answer) || crossing.released()) {
            return answer;
        }
        pace = pace(fault);
        rest = pause;
        return Crossing.proceed(Math.min(n, size));
    }

    /** Whether the pause behind the last piece is not over yet. */
    long pause(Object fault, long n) throws IOException {
        long left = crossing.released() ? 0 : pace(fault).left();
        return left == 0 ? Crossing.proceed(n) : crossing.waitUntil(System.nanoTime() - crossing.start() + left, n);
    }

    private Pace pace(Object fault) {
        return crossing.connection().pace(crossing.owner(), fault, crossing.kind());
    }

    /** Whether a bandwidth gives nothing yet; takes nothing of it. */
    long dry(Bucket bandwidth, long n) throws IOException {
        long wait = crossing.released() ? 0 : bandwidth.untilNext(Math.max(1, Math.min(n, wantedAtMost())));
        return wait == 0 ? Crossing.proceed(n) : crossing.waitUntil(System.nanoTime() - crossing.start() + wait, n);
    }

    private long wantedAtMost() {
        return crossing.kind() == Crossing.Kind.READ
                ? crossing.connection().available(crossing.descriptor())
                : Long.MAX_VALUE;
    }

    /** The border call was made and moved that many bytes, or none where it is 0 or less. */
    void done(long result) {
        if (bucket != null) {
            bucket.giveBack(taken - Math.max(0, result));
            bucket = null;
        }
        if (pace != null && result > 0) {
            pace.went(rest);
        }
        pace = null;
    }
}
