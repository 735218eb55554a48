package dev.jinx.runtime.connection;

import java.util.Arrays;

/**
 * Bytes as the text that they may be: UTF-8, in which a byte that is not part of a valid character becomes a lone surrogate, from
 * U+DC80 to U+DCFF, and comes back as that byte. So nothing is lost on the way there and back, whatever the bytes are.
 */
public final class Text {
    private static final int ESCAPE = 0xDC00;

    private Text() {}

    /** The text of those bytes. */
    public static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int length = length(bytes, at);
            if (length == 0) {
                text.append((char) (ESCAPE + (bytes[at] & 0xff)));
                at++;
            } else {
                text.appendCodePoint(codePoint(bytes, at, length));
                at += length;
            }
        }
        return text.toString();
    }

    /** How many bytes at the end begin a character that is not complete; 0 where none do. */
    public static int cut(byte[] bytes) {
        for (int back = 1; back <= 3 && back <= bytes.length; back++) {
            int lead = bytes[bytes.length - back] & 0xff;
            if (lead >= 0xC2 && lead <= 0xF4) {
                return wanted(lead) > back ? back : 0;
            }
            if ((lead & 0xC0) != 0x80) {
                return 0;
            }
        }
        return 0;
    }

    /** The bytes of a text. */
    public static byte[] bytes(String text) {
        byte[] bytes = new byte[text.length() * 3];
        int n = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[n++] = (byte) c;
            } else if (c < 0x800) {
                bytes[n++] = (byte) (0xC0 | (c >> 6));
                bytes[n++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                bytes[n++] = (byte) (0xF0 | (point >> 18));
                bytes[n++] = (byte) (0x80 | ((point >> 12) & 0x3F));
                bytes[n++] = (byte) (0x80 | ((point >> 6) & 0x3F));
                bytes[n++] = (byte) (0x80 | (point & 0x3F));
            } else if (c >= ESCAPE + 0x80 && c <= ESCAPE + 0xFF) {
                bytes[n++] = (byte) (c - ESCAPE);
            } else {
                bytes[n++] = (byte) (0xE0 | (c >> 12));
                bytes[n++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                bytes[n++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        return Arrays.copyOf(bytes, n);
    }

    private static int wanted(int lead) {
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    /** Of the character that begins there; 0 where none does. */
    private static int length(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4 || at + wanted(lead) > bytes.length) {
            return 0;
        }
        int length = wanted(lead);
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int point = codePoint(bytes, at, length);
        boolean valid = length == 2
                || (length == 3 && point >= 0x800 && (point < 0xD800 || point > 0xDFFF))
                || (length == 4 && point >= 0x10000 && point <= 0x10FFFF);
        return valid ? length : 0;
    }

    private static int codePoint(byte[] bytes, int at, int length) {
        if (length == 1) {
            return bytes[at];
        }
        int point = bytes[at] & (0xff >> (length + 1));
        for (int i = 1; i < length; i++) {
            point = (point << 6) | (bytes[at + i] & 0x3F);
        }
        return point;
    }
}
