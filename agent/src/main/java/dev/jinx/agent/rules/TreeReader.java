package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML text into a tree. What breaks the text ends the reading; tags and duplicate keys are reported and passed over.
 *
 * <p>It takes the events of the parser that Jackson's YAMLParser is built on. YAMLParser itself does not tell the anchors of
 * scalars, guesses types by regular expressions that nobody needs here, and takes 20 ms more on a cold start.
 */
final class TreeReader {
    /** How deep values may be nested as written: the grammar needs 8. */
    private static final int DEEPEST = 64;

    /** The longest single value, in characters: a payload may be pasted in, a file not. */
    private static final int LONGEST = 1 << 16;

    private final String source;
    private final Problems problems;
    private final ParserImpl parser;
    private final Anchors anchors = new Anchors();

    private TreeReader(String source, ParserImpl parser, Problems problems) {
        this.source = source;
        this.parser = parser;
        this.problems = problems;
    }

    /** The tree of that text; empty if it holds nothing at all. */
    static Optional<Node> read(String source, String text, Problems problems) throws BadValue {
        LoaderOptions options = new LoaderOptions();
        // Its own limit is 3 MB and surfaces as an exception; ours has been checked before.
        options.setCodePointLimit(SourceText.LARGEST + 1);
        ParserImpl parser = new ParserImpl(new StreamReader(text), options);
        try {
            return new TreeReader(source, parser, problems).document();
        } catch (YAMLException e) {
            throw YamlMistake.of(source, e);
        }
    }

    private Optional<Node> document() throws BadValue {
        parser.getEvent();
        if (parser.getEvent().is(Event.ID.StreamEnd)) {
            return Optional.empty();
        }
        Node root = node(parser.getEvent(), 0);
        parser.getEvent();
        Event next = parser.getEvent();
        if (!next.is(Event.ID.StreamEnd)) {
            throw new BadValue(place(next), "a second document begins here; a rules file is one document");
        }
        return Optional.of(root);
    }

    private Node node(Event event, int depth) throws BadValue {
        Position at = place(event);
        anchors.count(at);
        if (depth > DEEPEST) {
            throw new BadValue(at, "values are nested more than " + DEEPEST + " deep");
        }
        String anchor = ((NodeEvent) event).getAnchor();
        if (event instanceof AliasEvent) {
            return anchors.resolve(anchor, at);
        }
        if (anchor == null) {
            return content(event, at, depth);
        }
        long before = anchors.size() - 1;
        anchors.open(anchor);
        Node node = content(event, at, depth);
        anchors.close(anchor, node, anchors.size() - before);
        return node;
    }

    private Node content(Event event, Position at, int depth) throws BadValue {
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), at);
            return scalar(scalar, at);
        }
        refuseTag(((CollectionStartEvent) event).getTag(), at);
        return event.is(Event.ID.MappingStart) ? mapping(at, depth) : sequence(at, depth);
    }

    private Node sequence(Position at, int depth) throws BadValue {
        List<Node> items = new ArrayList<>();
        Event event = parser.getEvent();
        while (!event.is(Event.ID.SequenceEnd)) {
            items.add(node(event, depth + 1));
            event = parser.getEvent();
        }
        return new Node.Sequence(items, at);
    }

    private Node mapping(Position at, int depth) throws BadValue {
        List<Node.Entry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        Node merged = null;
        Event event = parser.getEvent();
        while (!event.is(Event.ID.MappingEnd)) {
            Position keyAt = place(event);
            String key = key(event, keyAt);
            Node value = node(parser.getEvent(), depth + 1);
            if (!keys.add(key)) {
                problems.add(keyAt, "the key " + Problems.quote(key) + " stands here twice");
            } else if (key.equals(MergeKeys.KEY)) {
                merged = value;
            } else {
                entries.add(new Node.Entry(key, keyAt, value));
            }
            event = parser.getEvent();
        }
        if (merged != null) {
            MergeKeys.merge(entries, merged, problems);
        }
        return new Node.Mapping(entries, at);
    }

    private String key(Event event, Position at) throws BadValue {
        if (!(event instanceof ScalarEvent scalar)) {
            throw new BadValue(at, "a key is a single word here, not a list, a mapping or an alias");
        }
        refuseTag(scalar.getTag(), at);
        return scalar.getValue();
    }

    private static Node scalar(ScalarEvent scalar, Position at) throws BadValue {
        String text = scalar.getValue();
        if (text.length() > LONGEST) {
            throw new BadValue(at, "a value has " + text.length() + " characters; at most " + LONGEST + " are taken");
        }
        return new Node.Scalar(text, scalar.isPlain() && isNothing(text) ? Node.Form.EMPTY : Node.Form.GIVEN, at);
    }

    private static boolean isNothing(String plain) {
        return switch (plain) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
        };
    }

    private void refuseTag(String tag, Position at) {
        if (tag != null) {
            problems.add(at, "the YAML tag " + Problems.quote(tag) + " is not allowed: write the plain value");
        }
    }

    private Position place(Event event) {
        Mark mark = event.getStartMark();
        return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
