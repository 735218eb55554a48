package dev.jinx.agent.rules;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** The bytes of a rules file as text, or why they are none. */
final class SourceText {
    /** The largest file that is read, in bytes: 10,000 long rules fit. */
    static final int LARGEST = 4 << 20;

    private SourceText() {}

    /** That file as text, without a byte order mark. */
    static String of(String source, byte[] utf8) throws BadValue {
        if (utf8.length > LARGEST) {
            throw new BadValue(
                    new Position(source, 0, 0),
                    "the file has more than " + LARGEST + " bytes, and so many are read at most");
        }
        CharBuffer text = CharBuffer.allocate(utf8.length);
        ByteBuffer bytes = ByteBuffer.wrap(utf8);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
        text.flip();
        if (result.isError()) {
            throw new BadValue(
                    end(source, text), "this is not UTF-8 text: byte " + hex(utf8[bytes.position()] & 0xff, 2));
        }
        if (text.hasRemaining() && text.charAt(0) == '\uFEFF') {
            text.get();
        }
        refuseControlCharacters(source, text);
        return text.toString();
    }

    /** What YAML does not allow: found here, because the parser reports it without a line. */
    private static void refuseControlCharacters(String source, CharBuffer text) throws BadValue {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!allowed(c)) {
                throw new BadValue(
                        end(source, text.subSequence(0, i)),
                        "the character U+" + hex(c, 4) + " is not allowed in a rules file; is this a text file?");
            }
        }
    }

    private static boolean allowed(char c) {
        if (c < ' ') {
            return c == '\n' || c == '\r' || c == '\t';
        }
        return c < 0x7f || c == 0x85 || (c >= 0xa0 && c != 0xfffe && c != 0xffff && c != 0xfeff);
    }

    private static Position end(String source, CharSequence text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            }
        }
        return new Position(source, line, column);
    }

    private static String hex(int value, int digits) {
        StringBuilder hex = new StringBuilder(Integer.toHexString(value).toUpperCase(java.util.Locale.ROOT));
        while (hex.length() < digits) {
            hex.insert(0, '0');
        }
        return hex.toString();
    }
}
