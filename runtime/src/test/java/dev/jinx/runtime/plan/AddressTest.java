package dev.jinx.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressTest {
    private static Address address(String literal) throws UnknownHostException {
        return Address.of(InetAddress.getByName(literal));
    }

    @Test
    void anIpv4AddressEqualsItsMappedForm() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        System.arraycopy(InetAddress.getByName("10.1.2.3").getAddress(), 0, mapped, 12, 4);
        Address six = Address.of(Inet6Address.getByAddress(null, mapped, -1));
        assertThat(six).isEqualTo(address("10.1.2.3")).hasSameHashCodeAs(address("10.1.2.3"));
    }

    @Test
    void theHighestIpv4AddressIsNotNegative() throws UnknownHostException {
        assertThat(address("255.255.255.255")).isEqualTo(new Address(0, 0xffff_ffff_ffffL));
    }

    @Test
    void differentAddressesDiffer() throws UnknownHostException {
        assertThat(address("::1")).isNotEqualTo(address("1::"));
        assertThat(address("::1")).isNotEqualTo(address("0.0.0.1"));
        assertThat(address("10.0.0.1")).isNotEqualTo("10.0.0.1");
    }

    @Test
    void addressesServeAsKeys() throws UnknownHostException {
        Map<Address, Integer> map = new HashMap<>();
        for (int i = 0; i < 65536; i++) {
            map.put(new Address(0x20010db8_00000000L, i), i);
            map.put(new Address(0, 0xffff0a000000L | i), -i);
        }
        assertThat(map).hasSize(2 * 65536);
        assertThat(map.get(address("2001:db8::ff"))).isEqualTo(255);
        assertThat(map.get(address("10.0.0.255"))).isEqualTo(-255);
    }

    @Test
    void aBlockOfPrefixZeroHoldsEveryAddress() throws UnknownHostException {
        Cidr all = new Cidr(address("::"), 0);
        assertThat(all.contains(address("10.0.0.1"))).isTrue();
        assertThat(all.contains(address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")))
                .isTrue();
    }

    @Test
    void theBlockOfAllIpv4AddressesHoldsNoOther() throws UnknownHostException {
        Cidr four = new Cidr(address("0.0.0.0"), 96);
        assertThat(four.contains(address("255.255.255.255"))).isTrue();
        assertThat(four.contains(address("::1"))).isFalse();
        assertThat(four.contains(address("2001:db8::1"))).isFalse();
    }

    @Test
    void aBlockOfTheLongestPrefixHoldsOneAddress() throws UnknownHostException {
        Cidr one = new Cidr(address("10.0.0.1"), 128);
        assertThat(one.contains(address("10.0.0.1"))).isTrue();
        assertThat(one.contains(address("10.0.0.0"))).isFalse();
        assertThat(one.contains(address("10.0.0.2"))).isFalse();
    }

    @Test
    void aBlockHoldsWhatSharesItsLeadingBits() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int prefix = 0; prefix <= 128; prefix++) {
            for (int i = 0; i < 200; i++) {
                Address network = new Address(random.nextLong(), random.nextLong());
                Address other = flip(network, random.nextInt(128));
                boolean expected = bits(network)
                        .shiftRight(128 - prefix)
                        .equals(bits(other).shiftRight(128 - prefix));
                assertThat(new Cidr(network, prefix).contains(other))
                        .as("%s/%d, %s", network, prefix, other)
                        .isEqualTo(expected);
            }
        }
    }

    private static Address flip(Address address, int bit) {
        return bit < 64
                ? new Address(address.high() ^ 1L << (63 - bit), address.low())
                : new Address(address.high(), address.low() ^ 1L << (127 - bit));
    }

    private static BigInteger bits(Address address) {
        byte[] bytes = new byte[17];
        for (int i = 0; i < 8; i++) {
            bytes[1 + i] = (byte) (address.high() >>> (56 - 8 * i));
            bytes[9 + i] = (byte) (address.low() >>> (56 - 8 * i));
        }
        return new BigInteger(Arrays.copyOf(bytes, 17));
    }
}
