package dev.jinx.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionsTest {
    @Test
    void aDescriptorHasOneConnectionUntilItIsClosed() {
        FileDescriptor fd = new FileDescriptor();
        assertThat(Connections.get(fd)).isNull();
        Connection connection = Connections.of(fd, false, false);
        assertThat(Connections.of(fd, true, true)).isSameAs(connection);
        assertThat(Connections.get(fd)).isSameAs(connection);
        Connections.closed(fd);
        assertThat(Connections.get(fd)).isNull();
        assertThat(Connections.of(fd, false, false)).isNotSameAs(connection);
        Connections.closed(fd);
    }

    @Test
    void descriptorsAreToldApartByIdentity() {
        // java.io.FileDescriptor has no equals, but a table that relied on numbers would mix up sockets that reuse one.
        FileDescriptor one = new FileDescriptor();
        FileDescriptor other = new FileDescriptor();
        assertThat(Connections.of(one, false, false)).isNotSameAs(Connections.of(other, false, false));
        Connections.closed(one);
        Connections.closed(other);
    }

    @Test
    void anEntryGoesWithItsDescriptor() throws InterruptedException {
        int before = Connections.size();
        List<FileDescriptor> kept = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            FileDescriptor fd = new FileDescriptor();
            Connections.of(fd, false, false);
            if (i % 10 == 0) {
                kept.add(fd);
            }
        }
        WaiterTest.until(() -> {
            System.gc();
            return Connections.size() <= before + kept.size();
        });
        for (FileDescriptor fd : kept) {
            assertThat(Connections.get(fd)).isNotNull();
            Connections.closed(fd);
        }
        assertThat(Connections.size()).isEqualTo(before);
    }

    @Test
    void aBrokenConnectionIsCountedUntilItIsClosed() {
        assertThat(Connections.faulted()).isFalse();
        FileDescriptor fd = new FileDescriptor();
        Connection connection = Connections.of(fd, false, false);
        connection.resetAtFirstIo();
        assertThat(Connections.faulted()).isTrue();
        connection.state(Connection.State.DEAD);
        assertThat(connection.broken()).isTrue();
        assertThat(Connections.faulted()).isTrue();
        Connections.closed(fd);
        assertThat(Connections.faulted()).isFalse();
    }

    @Test
    void aBrokenConnectionThatIsGarbageIsNotCounted() throws InterruptedException {
        Connections.of(new FileDescriptor(), false, false).resetAtFirstIo();
        WaiterTest.until(() -> {
            System.gc();
            Connections.size();
            return !Connections.faulted();
        });
    }

    @Test
    void threadsThatMeetAtADescriptorGetTheSameConnection() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            FileDescriptor fd = new FileDescriptor();
            Set<Connection> seen = ConcurrentHashMap.newKeySet();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(() -> seen.add(Connections.of(fd, false, false)));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(seen).hasSize(1);
            Connections.closed(fd);
        }
    }

    @Test
    void aConnectionCountsWhatItCarries() {
        Connection connection = new Connection(new java.lang.ref.WeakReference<>(null), false, false);
        connection.carried(dev.jinx.runtime.connection.Crossing.Kind.READ, 10);
        connection.carried(dev.jinx.runtime.connection.Crossing.Kind.READ, 0);
        connection.carried(dev.jinx.runtime.connection.Crossing.Kind.READ, -1);
        connection.carried(dev.jinx.runtime.connection.Crossing.Kind.READ, 5);
        assertThat(connection.traffic().bytes()).isEqualTo(15);
        assertThat(connection.traffic().call()).isEqualTo(1);
        assertThat(connection.traffic().call()).isEqualTo(2);
    }
}
