package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Memory;
import java.io.FileDescriptor;
import java.io.IOException;

/**
 * The kernel's border for a connection whose bytes do not simply pass: they are looked at, changed, counted or held. Everything else
 * goes by {@link Wire} alone.
 */
final class Border {
    /** {@code sun.nio.ch.IOStatus}: nothing there; the JDK waits for it. */
    private static final int UNAVAILABLE = -2;

    private Border() {}

    /** What is to be done with a border call; {@code injection} is null where no rule acts on the operation. */
    static long cross(Crossing.Kind kind, Injection injection, FileDescriptor fd, Memory memory) throws IOException {
        boolean reads = kind == Crossing.Kind.READ;
        Connection connection = Connections.of(fd, false, injection != null && injection.unix());
        Custody custody = connection.custody();
        Crossing crossing = injection == null ? null : injection.crossing(fd);
        long n = memory.size();
        if (reads && custody.deliverable()) {
            return did(injection, custody.read(crossing, fd, memory, n, null));
        }
        if (!reads) {
            custody.sending(memory);
        }
        if (injection != null) {
            if (injection.isOpen()) {
                if (reads && !connection.readable(fd)) {
                    return Crossing.skip(UNAVAILABLE);
                }
                injection.decide(custody, fd, n);
            }
            n = injection.cross(fd, n);
            if (Crossing.skips(n)) {
                return n;
            }
        }
        n = Wire.broken(kind, fd, n);
        if (!Crossing.skips(n)) {
            n = custody.bounds(crossing, kind, fd, n);
        }
        if (Crossing.skips(n)) {
            return n;
        }
        if (reads) {
            return did(
                    injection, custody.read(crossing, fd, memory, n, injection == null ? null : injection.passage()));
        }
        boolean last = n == memory.size() && (injection == null || injection.isLast(n));
        long answer = custody.write(crossing, fd, memory, n, injection == null ? null : injection.passage(), last);
        if (Crossing.skips(answer) && Crossing.result(answer) > 0) {
            custody.sent(Crossing.result(answer));
            connection.carried(kind, Crossing.result(answer));
        }
        return did(injection, answer);
    }

    private static long did(Injection injection, long answer) {
        if (injection != null && Crossing.skips(answer)) {
            injection.crossed(Crossing.result(answer));
        }
        return answer;
    }
}
