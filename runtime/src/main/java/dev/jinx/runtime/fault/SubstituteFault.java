package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import java.util.regex.Pattern;

/**
 * What a regular expression finds in the text of the stream is replaced; what is not text is left alone.
 *
 * @param pattern what is looked for, in UTF-8
 * @param with what takes its place, with groups as in {@link java.util.regex.Matcher#appendReplacement}
 */
public record SubstituteFault(Pattern pattern, String with) implements Fault {
    @Override
    public String word() {
        return "substitute";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
