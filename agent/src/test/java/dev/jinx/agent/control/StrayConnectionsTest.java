package dev.jinx.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StrayConnectionsTest {
    @Test
    void aTableOfTheKernelsIsRead() throws Exception {
        List<StrayConnections.Row> rows = StrayConnections.rows(List.of(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100",
                "   1: 0100007F:C350 0200010A:1538 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 20",
                "   2: 0000000000000000FFFF00000100007F:0050 0000000000000000FFFF00000100007F:0051 01"
                        + " 00000000:00000000 00:00000000 00000000     0        0 333 1 0 20"));
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).listens()).isTrue();
        assertThat(rows.get(0).localPort()).isEqualTo(8080);
        assertThat(rows.get(1).remote().getHostAddress()).isEqualTo("10.1.0.2");
        assertThat(rows.get(1).port()).isEqualTo(5432);
        assertThat(rows.get(1).localPort()).isEqualTo(50_000);
        assertThat(rows.get(1).inode()).isEqualTo("222");
        assertThat(rows.get(2).remote().getHostAddress()).isEqualTo("127.0.0.1");
    }
}
