package dev.jinx.agent.rules;

import java.util.Optional;

/** Reads {@code report}. */
final class ReportReader extends MappingReader {
    private static final String[] KEYS = {"console", "json", "html"};

    private boolean console = true;
    private Optional<String> json = Optional.empty();

    ReportReader(Problems problems) {
        super(problems, "`report`", KEYS);
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "console" -> console = Values.bool(value, key);
            case "json" -> json = Optional.of(Values.word(value, key));
            default -> Values.word(value, key);
        }
    }

    @Override
    protected boolean built(String key) {
        return !key.equals("html");
    }

    RulesFile.ReportSettings settings() {
        return new RulesFile.ReportSettings(console, json);
    }
}
