package dev.jinx.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    @AfterEach
    void forgetNames() {
        ResolvedNames.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "Payments.Example.COM, payments.example.com",
        "payments.example.com., payments.example.com",
        "PAYMENTS., payments",
        "., .",
        "a, a"
    })
    void hostNamesAreComparedWithoutCaseAndWithoutTheTrailingDot(String written, String normal) {
        assertThat(Endpoint.normal(written)).isEqualTo(normal);
    }

    @Test
    void aNameInNormalFormIsNotCopied() {
        String name = "payments.example.com";
        assertThat(Endpoint.normal(name)).isSameAs(name);
    }

    @Test
    void aBareAddressHasTheNamesThatWereResolvedToIt() throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, 7});
        ResolvedNames.note("DB.internal.", new InetAddress[] {address});
        ResolvedNames.note("db2.internal", new InetAddress[] {address});
        ResolvedNames.note("db2.internal", new InetAddress[] {address});
        assertThat(new Endpoint(null, address, 5432, 0, false, null, false).resolved())
                .containsExactly("db.internal", "db2.internal");
    }

    @Test
    void anEndpointThatWasGivenANameHasNoOther() throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, 7});
        ResolvedNames.note("other", new InetAddress[] {address});
        assertThat(new Endpoint("mine", address, 5432, 0, false, null, false).resolved())
                .isEmpty();
    }

    @Test
    void resolvedNamesAreBounded() throws UnknownHostException {
        for (int i = 0; i < ResolvedNames.KEPT + 100; i++) {
            InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
            ResolvedNames.note("n", new InetAddress[] {address});
        }
        InetAddress last = InetAddress.getByAddress(
                new byte[] {10, 0, (byte) (ResolvedNames.KEPT + 99 >> 8), (byte) (ResolvedNames.KEPT + 99)});
        assertThat(ResolvedNames.of(Address.of(last))).isEmpty();
    }

    @Test
    void peopleReadHostAndPort() throws UnknownHostException {
        InetAddress six = InetAddress.getByName("2001:db8::1");
        assertThat(new Endpoint("Pay.example", six, 443, 0, false, null, false).describe())
                .isEqualTo("pay.example:443");
        assertThat(new Endpoint(null, six, 443, 0, false, null, false).describe())
                .isEqualTo("[2001:db8:0:0:0:0:0:1]:443");
        assertThat(new Endpoint(null, null, 0, 8080, false, null, false).describe())
                .isEqualTo(":8080");
        assertThat(new Endpoint(null, null, 0, 0, true, "/run/db.sock", false).describe())
                .isEqualTo("/run/db.sock");
        assertThat(new Endpoint(null, null, 0, 0, true, "", false).describe()).isEqualTo("unix");
    }

    @Test
    void portsAreSingleOnesAndRanges() {
        Ports ports = new Ports(443, 443, 8000, 8999);
        assertThat(ports.contains(443)).isTrue();
        assertThat(ports.contains(8000)).isTrue();
        assertThat(ports.contains(8999)).isTrue();
        assertThat(ports.contains(9000)).isFalse();
        assertThat(ports.contains(0)).isFalse();
        assertThat(ports).hasToString("443, 8000-8999");
    }

    @Test
    void anAddressKeepsNamesWithoutGrowingForEver() throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(new byte[] {10, 1, 2, 3});
        for (int i = 0; i < 10 * ResolvedNames.KEPT_NAMES; i++) {
            ResolvedNames.note("shop" + i + ".example.com", new InetAddress[] {address});
        }
        assertThat(ResolvedNames.of(Address.of(address)))
                .hasSize(ResolvedNames.KEPT_NAMES)
                .contains("shop0.example.com");
    }
}
