package dev.jinx.agent.rules;

/** Reads {@code safety}: its grammar only, nothing of it is built yet. */
final class SafetyReader extends MappingReader {
    private static final String[] KEYS = {
        "expires-after", "max-injections", "max-injections-per-second", "max-waiting-threads", "protect"
    };

    SafetyReader(Problems problems) {
        super(problems, "`safety`", KEYS);
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "expires-after" -> Quantities.duration(value, key, Quantities.NANOSECOND, Quantities.A_YEAR);
            case "protect" -> {
                for (Node item : Values.items(value, key)) {
                    new TargetReader(problems).readAll(item);
                }
            }
            default -> Values.whole(value, key, 1, Long.MAX_VALUE);
        }
    }
}
