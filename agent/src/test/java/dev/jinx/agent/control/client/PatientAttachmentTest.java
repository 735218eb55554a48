package dev.jinx.agent.control.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is waited for without end, whatever becomes of the JVM that was asked. */
class PatientAttachmentTest {
    private final CountDownLatch never = new CountDownLatch(1);
    private Process other;

    @BeforeEach
    void anotherProcess() throws IOException {
        other = new ProcessBuilder("sleep", "120").start();
    }

    @AfterEach
    void itEnds() {
        other.destroyForcibly();
        never.countDown();
    }

    private Attachment patient(Attachment attachment, int seconds) {
        return new PatientAttachment(new Target(other.pid()), attachment, seconds);
    }

    @Test
    void oneThatIsSilentIsGivenUp() {
        assertThatExceptionOfType(CannotAttach.class)
                .isThrownBy(patient(new Silent(), 1)::properties)
                .withMessageContaining("process " + other.pid() + " did not answer within 1 s");
        assertThatExceptionOfType(CannotAttach.class)
                .isThrownBy(() -> patient(new Silent(), 1).load("jinx.jar", ""))
                .withMessageContaining("did not answer within 1 s");
    }

    @Test
    void oneThatWasStoppedMeanwhileIsNotWaitedForAsLong() throws Exception {
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(other.pid()))
                        .start()
                        .waitFor())
                .isZero();
        // Far more than a build may take, so that only the other reason ends it.
        assertThatExceptionOfType(CannotAttach.class)
                .isThrownBy(patient(new Silent(), 100_000)::properties)
                .withMessageContaining("is stopped")
                .withMessageContaining("kill -CONT " + other.pid());
    }

    @Test
    void whatIsAnsweredComesThrough() throws Exception {
        Properties answer = new Properties();
        assertThat(patient(new Answering(answer, null), 60).properties()).isSameAs(answer);
        for (Exception failure : new Exception[] {
            new CannotAttach("refused"), new IOException("gone"), new IllegalStateException("wrong")
        }) {
            assertThatThrownBy(patient(new Answering(answer, failure), 60)::properties)
                    .isSameAs(failure);
        }
    }

    private final class Silent implements Attachment {
        @Override
        public void load(String jar, String argument) throws IOException {
            properties();
        }

        @Override
        public Properties properties() throws IOException {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new Properties();
        }

        @Override
        public void close() {}
    }

    private record Answering(Properties answer, Exception failure) implements Attachment {
        @Override
        public void load(String jar, String argument) {}

        @Override
        public Properties properties() throws CannotAttach, IOException {
            if (failure instanceof CannotAttach refusal) {
                throw refusal;
            } else if (failure instanceof IOException broken) {
                throw broken;
            } else if (failure instanceof RuntimeException wrong) {
                throw wrong;
            }
            return answer;
        }

        @Override
        public void close() {}
    }
}
