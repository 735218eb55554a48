package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Memory;
import dev.jinx.runtime.connection.Raised;
import dev.jinx.runtime.connection.Traces;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;

/**
 * The kernel's border for a connection whose bytes do not simply pass: they are looked at, changed, counted or held. Everything else
 * goes by {@link Wire} alone.
 */
final class Border {
    private Border() {}

    /** What is to be done with a border call; {@code injection} is null where no rule acts on the operation. */
    static long cross(Crossing.Kind kind, Injection injection, FileDescriptor fd, Memory memory) throws IOException {
        try {
            return move(kind, injection, fd, memory);
        } catch (IOException failed) {
            // Be it injected, or the kernel's answer to a call of ours.
            Traces.strip(failed);
            throw failed;
        } catch (RuntimeException | Error t) {
            if (t instanceof Raised || (injection != null && injection.raises(t))) {
                throw t;
            }
            Failures.record(kind == Crossing.Kind.READ ? "read" : "write", t);
            return without(kind, fd, memory.size());
        }
    }

    /** Jinx failed: it is as without, unless bytes are in our hands. Without these the stream would be another one, so it ends. */
    private static long without(Crossing.Kind kind, FileDescriptor fd, long n) throws IOException {
        Connection connection = Connections.get(fd);
        Custody custody = connection == null ? null : connection.custodyOrNull();
        if (custody == null || !custody.has(kind)) {
            return Crossing.proceed(n);
        }
        custody.giveUp();
        return Wire.broken(kind, fd, n);
    }

    private static long move(Crossing.Kind kind, Injection injection, FileDescriptor fd, Memory memory)
            throws IOException {
        boolean reads = kind == Crossing.Kind.READ;
        Connection connection = Connections.of(fd, false, injection != null && injection.unix());
        Custody custody = connection.custody();
        Crossing crossing = injection == null ? null : injection.crossing(fd);
        long n = memory.size();
        if (reads && custody.deliverable()) {
            long answer = custody.deliver(memory, n);
            if (Crossing.skips(answer)) {
                return did(injection, answer);
            }
        }
        boolean whole = crossing != null && crossing.blocking();
        if (!reads) {
            n = custody.sending(memory, n, whole);
        }
        if (injection != null) {
            if (injection.isOpen()) {
                while (reads && !connection.readable(fd)) {
                    // What an earlier operation holds goes on by itself, and nobody would wake the kernel's wait.
                    long answer = custody.await(crossing, n);
                    if (Crossing.skips(answer)) {
                        return answer;
                    }
                }
                if (reads && custody.deliverable()) {
                    long answer = custody.deliver(memory, n);
                    if (Crossing.skips(answer)) {
                        return did(injection, answer);
                    }
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
        if (n < memory.size()) {
            n = custody.sending(memory, n, whole);
        }
        long answer = injection == null
                ? custody.write(null, fd, memory, n, null, 0)
                : custody.write(crossing, fd, memory, n, injection.passage(), injection.rest(n));
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
