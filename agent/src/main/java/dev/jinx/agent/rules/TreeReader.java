package dev.jinx.agent.rules;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads YAML text into a tree. What breaks the text ends the reading; tags and duplicate keys are reported and passed over.
 *
 * <p>Jackson's parser guesses types; its guesses are ignored, because {@code hex: 0010} and {@code return: NO} mean what they say.
 */
final class TreeReader {
    /** How deep values may be nested as written: the grammar needs 8. */
    private static final int DEEPEST = 64;

    /** The longest single value, in characters: a payload may be pasted in, a file not. */
    private static final int LONGEST = 1 << 16;

    private final String source;
    private final Problems problems;
    private final YAMLParser parser;
    private final Anchors anchors = new Anchors();

    private TreeReader(String source, YAMLParser parser, Problems problems) {
        this.source = source;
        this.parser = parser;
        this.problems = problems;
    }

    /** The tree of that text; empty if it holds nothing at all. */
    static Optional<Node> read(String source, String text, Problems problems) throws BadValue {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(SourceText.LARGEST + 1);
        YAMLFactory factory = YAMLFactory.builder().loaderOptions(options).build();
        try (YAMLParser parser = factory.createParser(new StringReader(text))) {
            return new TreeReader(source, parser, problems).document();
        } catch (IOException e) {
            throw YamlMistake.of(source, e);
        }
    }

    private Optional<Node> document() throws IOException, BadValue {
        JsonToken token = parser.nextToken();
        if (token == null) {
            return Optional.empty();
        }
        Node root = node(token, 0);
        while (!parser.isClosed()) {
            if (parser.nextToken() != null) {
                throw new BadValue(here(), "a second document begins here; a rules file is one document");
            }
        }
        return Optional.of(root);
    }

    private Node node(JsonToken token, int depth) throws IOException, BadValue {
        Position at = here();
        anchors.count(at);
        if (depth > DEEPEST) {
            throw new BadValue(at, "values are nested more than " + DEEPEST + " deep");
        }
        if (parser.isCurrentAlias()) {
            return anchors.resolve(parser.getText(), at);
        }
        refuseTag(at);
        String anchor = parser.getObjectId();
        if (anchor == null) {
            return content(token, at, depth);
        }
        long before = anchors.size() - 1;
        anchors.open(anchor);
        Node node = content(token, at, depth);
        anchors.close(anchor, node, anchors.size() - before);
        return node;
    }

    private Node content(JsonToken token, Position at, int depth) throws IOException, BadValue {
        if (token == JsonToken.START_OBJECT) {
            return mapping(at, depth);
        }
        return token == JsonToken.START_ARRAY ? sequence(at, depth) : scalar(token, at);
    }

    private Node sequence(Position at, int depth) throws IOException, BadValue {
        List<Node> items = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            items.add(node(token, depth + 1));
            token = parser.nextToken();
        }
        return new Node.Sequence(items, at);
    }

    private Node mapping(Position at, int depth) throws IOException, BadValue {
        List<Node.Entry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        Node merged = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Position keyAt = here();
            String key = parser.currentName();
            refuseTag(keyAt);
            Node value = node(parser.nextToken(), depth + 1);
            if (!keys.add(key)) {
                problems.add(keyAt, "the key " + Problems.quote(key) + " stands here twice");
            } else if (key.equals(MergeKeys.KEY)) {
                merged = value;
            } else {
                entries.add(new Node.Entry(key, keyAt, value));
            }
        }
        if (merged != null) {
            MergeKeys.merge(entries, merged, problems);
        }
        return new Node.Mapping(entries, at);
    }

    private Node scalar(JsonToken token, Position at) throws IOException, BadValue {
        String text = parser.getText();
        if (text.length() > LONGEST) {
            throw new BadValue(at, "a value has " + text.length() + " characters; at most " + LONGEST + " are taken");
        }
        boolean empty = token == JsonToken.VALUE_NULL || (text.isEmpty() && !quoted());
        return new Node.Scalar(text, empty ? Node.Form.EMPTY : Node.Form.GIVEN, at);
    }

    /** For an empty text: the parser does not say, but two quotes take up room. */
    private boolean quoted() {
        return parser.currentTokenLocation().getCharOffset()
                != parser.currentLocation().getCharOffset();
    }

    private void refuseTag(Position at) throws IOException {
        Object tag = parser.getTypeId();
        if (tag != null) {
            problems.add(
                    at, "the YAML tag " + Problems.quote(tag.toString()) + " is not allowed: write the plain value");
        }
    }

    private Position here() {
        JsonLocation location = parser.currentTokenLocation();
        return new Position(source, location.getLineNr(), location.getColumnNr());
    }
}
