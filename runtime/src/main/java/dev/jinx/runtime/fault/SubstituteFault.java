package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Stage;
import dev.jinx.runtime.connection.Text;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a regular expression finds in the text of the stream is replaced; what is not text is left alone.
 *
 * @param pattern what is looked for, in UTF-8
 * @param with what takes its place, with groups as in {@link java.util.regex.Matcher#appendReplacement}
 */
public record SubstituteFault(Pattern pattern, String with) implements PayloadFault {
    @Override
    public String word() {
        return "substitute";
    }

    /** How long the beginning of a match is held for its rest: a stream that stops there is not to stop for good. */
    private static final long PATIENCE = 20_000_000;

    /** A match that is longer is not found across the border of two reads or writes. */
    private static final int LONGEST = 8_192;

    @Override
    public String detail() {
        return pattern.pattern();
    }

    @Override
    public byte[] change(Stage stage, byte[] bytes, long drawn) {
        byte[] all = stage.join(bytes);
        int cut = Text.cut(all);
        String text = Text.of(cut == 0 ? all : Arrays.copyOf(all, all.length - cut));
        StringBuilder changed = new StringBuilder(text.length());
        int from = substitute(text, changed, true);
        byte[] rest = Text.bytes(text.substring(from));
        if (rest.length + cut > 0) {
            byte[] held = Arrays.copyOf(rest, rest.length + cut);
            System.arraycopy(all, all.length - cut, held, rest.length, cut);
            stage.hold(held, PATIENCE);
        }
        return Text.bytes(changed.toString());
    }

    @Override
    public byte[] end(Stage stage) {
        String text = Text.of(stage.join(new byte[0]));
        StringBuilder changed = new StringBuilder(text.length());
        substitute(text, changed, false);
        return Text.bytes(changed.toString());
    }

    /** Returns where what is to be held begins. */
    private int substitute(String text, StringBuilder changed, boolean goesOn) {
        Matcher matcher = pattern.matcher(text);
        int done = 0;
        while (matcher.find()) {
            if (goesOn && matcher.hitEnd() && text.length() - matcher.start() <= LONGEST) {
                // It may be longer than this.
                changed.append(text, done, matcher.start());
                return matcher.start();
            }
            matcher.appendReplacement(changed, with);
            done = matcher.end();
        }
        int held = goesOn && matcher.hitEnd() ? begun(matcher, text, done) : text.length();
        changed.append(text, done, held);
        return held;
    }

    /** Where a match begins that the end of the text cut off; the end of the text where none does. */
    private static int begun(Matcher matcher, String text, int from) {
        matcher.useTransparentBounds(true).useAnchoringBounds(false);
        for (int at = Math.max(from, text.length() - LONGEST); at < text.length(); at++) {
            matcher.region(at, text.length());
            if (!matcher.lookingAt() && matcher.hitEnd()) {
                return at;
            }
        }
        return text.length();
    }
}
