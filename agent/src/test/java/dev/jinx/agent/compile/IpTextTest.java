package dev.jinx.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.runtime.plan.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {
    private static final Pattern LONG_WORD = Pattern.compile("[0-9a-fA-F]{5}|0[0-9]{1,}\\.|\\.0[0-9]");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    IpTextTest() {
        System.out.println("seed " + seed);
    }

    /** What the JDK makes of a literal; never a look-up, because a colon or four numbers are in it. */
    private static Optional<Address> jdk(String literal) {
        try {
            return Optional.of(Address.of(InetAddress.getByName(literal)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "1::",
                "[::1]",
                "2001:db8::1",
                "2001:DB8::00ff",
                "2001:db8:0:0:0:0:0:1",
                "1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
                "1::3:4:5:6:7:8",
                "::ffff:10.1.2.3",
                "::FFFF:a01:203",
                "0:0:0:0:0:ffff:10.1.2.3",
                "::10.1.2.3",
                "64:ff9b::192.0.2.33",
                "fe80::1%1",
                "10.1.2.3",
                "0.0.0.0",
                "255.255.255.255"
            })
    void everySpellingOfAnAddressIsRead(String literal) {
        assertThat(IpText.parse(literal)).isPresent().isEqualTo(jdk(literal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                ":::",
                ":1",
                "1:",
                ":",
                "12345::",
                "g::1",
                "1.2.3.4::",
                "1.2.3.4:1:2:3:4:5:6",
                "::1.2.3",
                "::1.2.3.256",
                "::1.2.3.4.5",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::-1",
                "1:2:3:4:5:6:7:8::"
            })
    void whatTheJdkDoesNotTakeForAnAddressIsNone(String text) {
        assertThat(jdk(text)).isEmpty();
        assertThat(IpText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4", "1..2.3", "a.b.c.d", "db.internal", "१.2.3.4"
            })
    void otherTextIsNoAddress(String text) {
        assertThat(IpText.parse(text)).isEmpty();
    }

    @Test
    void randomAddressesAreReadAsTheJdkReadsThem() {
        for (int i = 0; i < 50_000; i++) {
            String literal = spelling();
            assertThat(IpText.parse(literal))
                    .as("%s with seed %d", literal, seed)
                    .isPresent()
                    .isEqualTo(jdk(literal));
        }
    }

    @Test
    void damagedAddressesAreReadAsTheJdkReadsThem() {
        String letters = "0123456789abcdefABCDEF::::....g";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder damaged = new StringBuilder(spelling());
            int at = random.nextInt(damaged.length());
            char c = letters.charAt(random.nextInt(letters.length()));
            switch (random.nextInt(3)) {
                case 0 -> damaged.insert(at, c);
                case 1 -> damaged.deleteCharAt(at);
                default -> damaged.setCharAt(at, c);
            }
            String text = damaged.toString();
            // The JDK also takes leading zeros beyond the four digits that RFC 4291 allows.
            if (text.indexOf(':') >= 0 && !LONG_WORD.matcher(text).find()) {
                assertThat(IpText.parse(text)).as("%s with seed %d", text, seed).isEqualTo(jdk(text));
            }
        }
    }

    @Test
    void onlyFourNumbersAreIpv4() {
        assertThat(IpText.isFour("10.0.0.0")).isTrue();
        assertThat(IpText.isFour("::ffff:10.0.0.0")).isFalse();
        assertThat(IpText.isFour("10.0.0")).isFalse();
    }

    private String spelling() {
        int[] words = new int[8];
        for (int i = 0; i < 8; i++) {
            words[i] = random.nextInt(3) == 0 ? random.nextInt(65536) : 0;
        }
        if (random.nextInt(4) == 0) {
            words = new int[] {0, 0, 0, 0, 0, 0xffff, random.nextInt(65536), random.nextInt(65536)};
        }
        int gap = random.nextInt(9);
        int zeros = 0;
        while (gap + zeros < 8 && words[gap + zeros] == 0) {
            zeros++;
        }
        boolean dotted = random.nextInt(3) == 0 && gap + zeros <= 6;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gap && zeros > 0) {
                text.append("::");
                i += zeros - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            if (i == 6 && dotted) {
                text.append(words[6] >> 8).append('.').append(words[6] & 255).append('.');
                text.append(words[7] >> 8).append('.').append(words[7] & 255);
                break;
            }
            String word = Integer.toHexString(words[i]);
            text.append(random.nextBoolean() ? word : "0".repeat(4 - word.length()) + word);
        }
        return random.nextBoolean() ? text.toString() : text.toString().toUpperCase(Locale.ROOT);
    }
}
