package dev.jinx.runtime.plan;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What is looked for in the last bytes that a connection carried. Immutable. */
public final class Content {
    private final byte[] bytes;
    private final Pattern pattern;

    private Content(byte[] bytes, Pattern pattern) {
        this.bytes = bytes;
        this.pattern = pattern;
    }

    /** Those very bytes, at least one. */
    public static Content of(byte[] bytes) {
        return new Content(bytes.clone(), null);
    }

    /** What a regular expression finds in the text, each byte taken for the character of that number (ISO 8859-1). */
    public static Content of(Pattern pattern) {
        return new Content(null, pattern);
    }

    /** Whether it is there in the first {@code length} bytes. */
    boolean in(byte[] carried, int length) {
        if (pattern != null) {
            return pattern.matcher(new String(carried, 0, length, StandardCharsets.ISO_8859_1))
                    .find();
        }
        for (int start = 0; start + bytes.length <= length; start++) {
            int at = 0;
            while (at < bytes.length && carried[start + at] == bytes[at]) {
                at++;
            }
            if (at == bytes.length) {
                return true;
            }
        }
        return false;
    }
}
