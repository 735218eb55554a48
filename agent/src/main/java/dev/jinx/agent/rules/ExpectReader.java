package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code expect}: counters and what they are compared with, {@code injected: ">=1"}. */
final class ExpectReader extends MappingReader {
    private static final String[] KEYS = {"matched", "injected", "skipped"};

    /** The longer ones first, because {@code >} also begins {@code >=}. */
    private static final String[] COMPARISONS = {">=", "<=", "==", "!=", ">", "<"};

    private final List<Expectation> expectations = new ArrayList<>();

    ExpectReader(Problems problems) {
        super(problems, "`expect`", KEYS);
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        String text = Values.word(value, key).strip();
        String comparison = comparison(text);
        String number = text.startsWith(comparison)
                ? text.substring(comparison.length()).strip()
                : text;
        if (number.isEmpty() || Quantities.digits(number, 0) < number.length()) {
            throw new BadValue(
                    value.at(),
                    "'" + key + "' is compared like `\">=1\"`, with one of >= <= > < == != and a whole number, not "
                            + Problems.quote(text));
        }
        long compared = Values.whole(new Node.Scalar(number, Node.Form.GIVEN, value.at()), key, 0, Long.MAX_VALUE);
        expectations.add(new Expectation(key, comparison, compared));
    }

    private static String comparison(String text) {
        for (String comparison : COMPARISONS) {
            if (text.startsWith(comparison)) {
                return comparison;
            }
        }
        return "==";
    }

    List<Expectation> expectations() {
        return List.copyOf(expectations);
    }
}
