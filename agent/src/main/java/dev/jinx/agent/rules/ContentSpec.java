package dev.jinx.agent.rules;

/** What is looked for in what a connection carried, as written. */
public sealed interface ContentSpec {
    /** That text, in UTF-8; not empty. */
    record Contains(String text) implements ContentSpec {}

    /** Something that a regular expression finds, each byte being the character of that number (ISO 8859-1); a valid one, in ASCII. */
    record Matches(String pattern) implements ContentSpec {}

    /** Those bytes, at least one. */
    record Hex(Octets octets) implements ContentSpec {}
}
