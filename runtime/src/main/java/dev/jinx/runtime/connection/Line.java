package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;

/** Bytes in line for the kernel, some of them urgent data, which is sent otherwise but does not overtake. Not for several threads. */
final class Line {
    private final Bytes bytes = new Bytes();

    /** Where the urgent ones are, counted from the first byte that ever was in line. */
    private ArrayDeque<Long> urgent;

    private long gone;

    int size() {
        return bytes.size();
    }

    /** All of them behind those that are there. */
    void add(byte[] more) {
        bytes.add(more);
    }

    /** One more, as urgent data. */
    void addUrgent(byte one) {
        if (urgent == null) {
            urgent = new ArrayDeque<>(1);
        }
        urgent.add(gone + bytes.size());
        bytes.add(new byte[] {one});
    }

    /** Nothing is in line any more. */
    void clear() {
        drop(bytes.size());
    }

    /**
     * Sends as much as the kernel takes now.
     *
     * @param most in one system call: what does not block, whatever the mode, when the kernel says that it is writable
     * @throws IOException what the kernel says; nothing is in line any more
     */
    void flush(FileDescriptor fd, int most) throws IOException {
        while (size() > 0 && Kernel.writable(fd)) {
            int sent;
            try {
                sent = send(fd, most);
            } catch (IOException e) {
                clear();
                throw e;
            }
            if (sent <= 0) {
                return;
            }
            drop(sent);
        }
    }

    private int send(FileDescriptor fd, int most) throws IOException {
        int plain = urgent == null ? most : (int) Math.min(most, urgent.peek() - gone);
        return plain > 0 ? Kernel.write(fd, bytes.peek(plain)) : Kernel.sendUrgent(fd, bytes.peek(1)[0]);
    }

    private void drop(int n) {
        bytes.drop(n);
        gone += n;
        while (urgent != null && urgent.peek() < gone) {
            urgent.remove();
            urgent = urgent.isEmpty() ? null : urgent;
        }
    }
}
