package dev.jinx.testkit;

import java.util.Arrays;
import java.util.HexFormat;

/** What a rule looks for in what a connection carried. Immutable. */
public final class Content {
    private final String yaml;

    private Content(String yaml) {
        this.yaml = yaml;
    }

    /** That text, in UTF-8; not empty. */
    public static Content contains(String text) {
        return new Content("{ contains: " + Yaml.quoted(text) + " }");
    }

    /** Something that the regular expression finds, the bytes being taken as UTF-8. */
    public static Content matches(String pattern) {
        return new Content("{ matches: " + Yaml.quoted(pattern) + " }");
    }

    /** Those bytes, at least one. */
    public static Content bytes(byte... bytes) {
        return new Content("{ hex: \"" + HexFormat.of().formatHex(bytes) + "\" }");
    }

    static String yaml(Content... anyOf) {
        return Yaml.list(Arrays.stream(anyOf).map(Content::toString).toList());
    }

    /** As a rules file has it. */
    @Override
    public String toString() {
        return yaml;
    }
}
