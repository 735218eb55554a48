package dev.jinx.agent.rules;

/** What is looked for in what a connection carried, as written. */
public sealed interface ContentSpec {
    /** That text, in UTF-8; not empty. */
    record Contains(String text) implements ContentSpec {}

    /** Something that a valid regular expression finds, the bytes being taken as UTF-8. */
    record Matches(String pattern) implements ContentSpec {}

    /** Those bytes, at least one. */
    record Hex(Octets octets) implements ContentSpec {}
}
