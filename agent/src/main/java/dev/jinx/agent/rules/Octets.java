package dev.jinx.agent.rules;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Bytes with the equality of a value, so that rules can be compared. Immutable. */
public final class Octets {
    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Those bytes. */
    public static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    /** Bytes in hexadecimal, blanks between them allowed. */
    static Octets ofHex(String text, Position at) throws BadValue {
        StringBuilder digits = new StringBuilder();
        boolean valid = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ') {
                digits.append(c);
                valid &= c < 0x80 && Character.digit(c, 16) >= 0;
            } else {
                valid &= digits.length() % 2 == 0;
            }
        }
        if (!valid || digits.length() % 2 != 0) {
            throw new BadValue(
                    at, "'hex' is bytes of two hexadecimal digits each, as in `00 10 ff`, not " + Problems.quote(text));
        }
        return new Octets(HexFormat.of().parseHex(digits));
    }

    /** Bytes in base64. */
    static Octets ofBase64(String text, Position at) throws BadValue {
        try {
            return new Octets(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new BadValue(at, "'base64' is not valid base64: " + Problems.quote(text));
        }
    }

    /** A copy of them. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many there are. */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** In hexadecimal, {@code 00 10 ff}. */
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
