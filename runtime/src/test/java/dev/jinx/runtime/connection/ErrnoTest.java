package dev.jinx.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {
    @ParameterizedTest
    @CsvSource({
        "ECONNREFUSED, java.net.ConnectException",
        "ETIMEDOUT, java.net.ConnectException",
        "ENOTCONN, java.net.ConnectException",
        "EHOSTUNREACH, java.net.NoRouteToHostException",
        "EADDRINUSE, java.net.BindException",
        "EADDRNOTAVAIL, java.net.BindException",
        "EACCES, java.net.BindException",
        "EPROTO, java.net.ProtocolException",
        "ENETUNREACH, java.net.SocketException",
        "EMFILE, java.net.SocketException"
    })
    void aConnectFailsWithTheClassThatTheJdkHasForTheError(String name, Class<?> type) {
        assertThat(new Errno(name, "text").at(Crossing.Kind.CONNECT))
                .isExactlyInstanceOf(type)
                .hasMessage("text")
                .hasNoCause();
    }

    @Test
    void aReadThatIsResetFailsAsTheJdkMarksAReset() {
        assertThat(Errno.ECONNRESET.at(Crossing.Kind.READ).getClass().getName())
                .isEqualTo("sun.net.ConnectionResetException");
    }

    @Test
    void otherErrorsOfReadsAndWritesArePlain() {
        assertThat(Errno.ETIMEDOUT.at(Crossing.Kind.READ))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Connection timed out");
        assertThat(Errno.EPIPE.at(Crossing.Kind.WRITE))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Broken pipe");
        assertThat(Errno.ECONNRESET.at(Crossing.Kind.WRITE))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Connection reset by peer");
    }

    @Test
    void errorsOfTheConnectionBreakItAndOthersDoNot() {
        assertThat(Errno.ECONNRESET.breaks()).isTrue();
        assertThat(Errno.EPIPE.breaks()).isTrue();
        assertThat(Errno.ETIMEDOUT.breaks()).isTrue();
        assertThat(new Errno("ENOBUFS", "").breaks()).isFalse();
        assertThat(new Errno("EINVAL", "").breaks()).isFalse();
    }
}
