package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Text;
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

    /** What a regular expression finds in the bytes, taken as UTF-8; what is not valid there stands for no character of any text. */
    public static Content of(Pattern pattern) {
        return new Content(null, pattern);
    }

    /** Whether it is there. */
    public boolean in(byte[] carried) {
        if (pattern != null) {
            return pattern.matcher(Text.of(carried)).find();
        }
        for (int start = 0; start + bytes.length <= carried.length; start++) {
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
