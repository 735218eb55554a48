package dev.jinx.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class PresetTest {
    private final EchoServer server = new EchoServer();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Scope inject(Preset preset) {
        return Jinx.inject(preset.ports(server.port()));
    }

    @ParameterizedTest
    @EnumSource
    void itHasAName(Preset preset) {
        assertThat(Preset.named(preset.word())).isEqualTo(preset);
        try (Scope scope = Jinx.inject(preset.hosts("nowhere.example"))) {
            assertThat(scope.injections().rules()).hasSameSizeAs(preset.rules());
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> Preset.named("dead"))
                .hasMessage("there is no preset 'dead'; there are connection-timeouts, broken-pipes, connection-resets,"
                        + " short-reads, slow-network, flaky-network, dead-dependency");
    }

    @Test
    void connectionTimeouts() {
        try (Scope scope = inject(Preset.CONNECTION_TIMEOUTS);
                Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(
                            new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), server.port()),
                            50))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("onnect timed out");
            scope.verify();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void brokenPipes() throws IOException {
        try (Scope scope = inject(Preset.BROKEN_PIPES);
                Socket socket = server.connect()) {
            assertThatThrownBy(() -> socket.getOutputStream().write(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("Broken pipe");
            scope.verify();
        }
    }

    @Test
    void connectionResets() throws IOException {
        try (Socket socket = server.connect();
                Scope scope = inject(Preset.CONNECTION_RESETS)) {
            assertThatThrownBy(() -> socket.getOutputStream().write(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("onnection reset");
            scope.verify();
        }
    }

    @Test
    void shortReads() throws IOException {
        try (Scope scope = inject(Preset.SHORT_READS);
                Socket socket = server.connect()) {
            socket.getOutputStream().write(new byte[10]);
            byte[] buffer = new byte[10];
            int all = 0;
            while (all < 10) {
                int n = socket.getInputStream().read(buffer);
                assertThat(n).isBetween(1, 3);
                all += n;
            }
            assertThat(scope.rule("short-reads").assertInjectedAtLeast(4).injected())
                    .isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void slowNetwork() throws IOException {
        try (Scope scope = inject(Preset.SLOW_NETWORK)) {
            long start = System.nanoTime();
            assertThat(server.roundTrip(1)).isEqualTo(1);
            long took = System.nanoTime() - start;
            scope.rule("slow-network").assertInjected(2);
            assertThat(scope.rule("slow-network").delay()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            assertThat(took)
                    .isGreaterThanOrEqualTo(scope.rule("slow-network").delay().toNanos() * 9 / 10);
        }
    }

    @Test
    void flakyNetwork() {
        int failed = 0;
        try (Scope scope = inject(Preset.FLAKY_NETWORK)) {
            for (int i = 0; i < 200; i++) {
                try {
                    server.roundTrip(1);
                } catch (IOException e) {
                    failed++;
                }
            }
            scope.verify();
            assertThat(failed)
                    .as(scope.injections().toString())
                    .isEqualTo((int) scope.injections().injected())
                    .isBetween(20, 100);
            scope.rule("flaky-network-connects").assertMatched(200);
        }
    }

    // A pool connects before the test, and perhaps not again.
    @Test
    void flakyNetworkOnAConnectionThatIsOpenAlready() throws IOException {
        try (Socket open = server.connect();
                Scope scope = inject(Preset.FLAKY_NETWORK)) {
            open.getOutputStream().write(1);
            try {
                assertThat(open.getInputStream().read()).isEqualTo(1);
            } catch (SocketException e) {
                // It was drawn.
            }
            scope.rule("flaky-network-connects").assertNeverMatched();
            scope.rule("flaky-network-resets").assertMatched(1);
            scope.verify();
        }
        try (Scope scope = inject(Preset.FLAKY_NETWORK)) {
            assertThatThrownBy(scope::verify)
                    .hasMessageContaining("expected 'flaky-network-connects' to match something: there were 0 connects")
                    .hasMessageContaining("expected 'flaky-network-resets' to match something: there were 0 reads");
        }
    }

    @Test
    void deadDependency() throws IOException {
        try (Socket open = server.connect();
                Scope scope = inject(Preset.DEAD_DEPENDENCY)) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> open.getOutputStream().write(1)).isInstanceOf(SocketException.class);
            scope.verify();
        }
        assertThat(server.roundTrip(1)).isEqualTo(1);
    }
}
