package dev.jinx.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CustodyTest {
    /** Holds everything. */
    private static final Change HOLDS = (stage, bytes, drawn) -> {
        stage.hold(stage.join(bytes), Long.MAX_VALUE);
        return Bytes.NONE;
    };

    @Test
    void nothingIsAcceptedOnceTheApplicationCloses() throws IOException {
        FileDescriptor fd = new FileDescriptor();
        Connection connection = Connections.of(fd, false, false);
        Custody custody = connection.custody();
        connection.closing();
        Passage passage = new Passage(1);
        passage.add(HOLDS, 0, null);
        // There is no memory at that address: it is not to be looked at.
        long answer = custody.write(null, fd, Memory.buffer(0, 10), 10, passage, 0);
        assertThat(Crossing.skips(answer)).isTrue();
        assertThat(Crossing.result(answer)).isEqualTo(Crossing.UNAVAILABLE);
        assertThat(custody.held()).isZero();
        Connections.closed(fd);
    }

    @Test
    void whereWhatWasHeldIsNotDueAnyMoreTheReadGoesOnAndDoesNotWaitInTheKernel() throws IOException {
        FileDescriptor fd = new FileDescriptor();
        Custody custody = Connections.of(fd, false, false).custody();
        // There is no memory at that address: it is not to be written to.
        long answer = custody.deliver(Memory.buffer(0, 10), 10);
        assertThat(Crossing.skips(answer)).isFalse();
        Connections.closed(fd);
    }

    @Test
    void aClosedConnectionIsNotAnnouncedAgain() {
        FileDescriptor fd = new FileDescriptor();
        Connection connection = Connections.of(fd, false, false);
        connection.custody();
        connection.announce(true);
        assertThat(Connections.deliverable()).contains(connection);
        Connections.closed(fd);
        // A reader that was on its way.
        connection.announce(true);
        assertThat(Connections.deliverable()).doesNotContain(connection);
    }

    @Test
    void aClosedConnectionIsNotKeptUntilItsLifetimeWouldBeOver() throws InterruptedException {
        WeakReference<Connection> closed = closedWithALifetimeOfAnHour();
        WaiterTest.until(() -> {
            System.gc();
            return closed.get() == null;
        });
    }

    private static WeakReference<Connection> closedWithALifetimeOfAnHour() {
        FileDescriptor fd = new FileDescriptor();
        Connection connection = Connections.of(fd, false, false);
        connection.custody().lifetime("rule", 3_600_000_000_000L, Ending.CLOSE);
        connection.carried(Crossing.Kind.READ, 1);
        Connections.closed(fd);
        return new WeakReference<>(connection);
    }

    @Test
    void whatRulesThatAreGoneKeptForAConnectionGoes() {
        FileDescriptor fd = new FileDescriptor();
        Connection connection = Connections.of(fd, false, false);
        boolean[] inForce = new boolean[100];
        Cause stays = () -> true;
        Bucket first = connection.bucket(stays, "stays", Crossing.Kind.READ, 1_000);
        for (int reload = 0; reload < inForce.length; reload++) {
            int its = reload;
            inForce[its] = true;
            Cause rule = () -> inForce[its];
            for (Crossing.Kind kind : new Crossing.Kind[] {Crossing.Kind.READ, Crossing.Kind.WRITE}) {
                connection.bucket(rule, "throttle " + its, kind, 1_000);
                connection.pace(rule, "slice " + its, kind);
            }
            inForce[its] = false;
        }
        assertThat(connection.allowances()).isEqualTo(1 + 4);
        assertThat(connection.bucket(stays, "stays", Crossing.Kind.READ, 1_000)).isSameAs(first);
        Connections.closed(fd);
    }

    @Test
    void theLastBytesThatWereSentAreRemembered() {
        Transcript sent = new Transcript();
        byte[] end = new byte[Transcript.KEPT];
        Arrays.fill(end, (byte) 1);
        sent.coming(end, 100_000);
        assertThat(sent.text()).isEqualTo(end);
        sent.came(100_010);
        assertThat(sent.text()).as("ten of them").isEqualTo(Arrays.copyOf(end, 10));
        sent.coming(end, 100_000);
        sent.came(50);
        assertThat(sent.text()).as("none of them").hasSize(10);
        sent.coming(end, 0);
        sent.came(end.length);
        assertThat(sent.text()).isEqualTo(end);
    }

    @Test
    void aChangeThatFailsLeavesTheBytesAsTheyAre() {
        boolean[] fails = {false};
        Stage stage = new Stage(
                (its, bytes, drawn) -> {
                    byte[] all = its.join(bytes);
                    if (fails[0]) {
                        throw new StackOverflowError("a test");
                    }
                    its.hold(all, Long.MAX_VALUE);
                    return Bytes.NONE;
                },
                0,
                null);
        assertThat(stage.feed(new byte[] {1, 2}, 0)).isEmpty();
        fails[0] = true;
        assertThat(stage.feed(new byte[] {3}, 0)).containsExactly(1, 2, 3);
        assertThat(stage.holds()).isFalse();
        assertThat(Failures.all())
                .anyMatch(failure -> "a test".equals(failure.what().getMessage()));
        Failures.clear();
    }

    @Test
    void anotherTimerThanTheOneThatEndedIsAskedToCome() {
        FileDescriptor fd = new FileDescriptor();
        Connection connection = Connections.of(fd, false, false);
        Flow flow = connection.readiness().flow(Crossing.Kind.READ);
        assertThat(flow.mute(0)).isTrue();
        assertThat(flow.mute(1_000_000_000)).as("it comes").isFalse();
        connection.timerEnded();
        assertThat(flow.mute(1_000_000_000)).isTrue();
        Connections.closed(fd);
    }

    @Test
    void whoBeginsToWaitJustBehindAShutdownDoesNotWait() throws IOException {
        FileDescriptor fd = new FileDescriptor();
        Connection connection = Connections.of(fd, false, false);
        Cause hole = () -> true;
        try (SocketChannel channel = SocketChannel.open()) {
            for (Crossing.Kind kind : new Crossing.Kind[] {Crossing.Kind.READ, Crossing.Kind.WRITE}) {
                Crossing crossing = new Crossing(kind, channel, false, true, true, false, Long.MAX_VALUE);
                crossing.at(fd);
                if (kind == Crossing.Kind.READ) {
                    connection.shutInput();
                } else {
                    connection.shutOutput();
                }
                long answer = Waiting.detain(crossing, hole, Long.MAX_VALUE, 10);
                assertThat(answer)
                        .as("%s", kind)
                        .isEqualTo(kind == Crossing.Kind.READ ? Crossing.skip(Crossing.EOF) : Waiting.FREE);
            }
        }
        Connections.closed(fd);
    }
}
