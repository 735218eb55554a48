package dev.jinx.agent.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads one mapping of the grammar, key by key, and goes on behind whatever is wrong. */
abstract class MappingReader {
    protected final Problems problems;

    private final String where;
    private final String[] keys;
    private final Map<String, Position> seen = new HashMap<>();
    private final Set<String> meant = new HashSet<>();

    /**
     * @param where the mapping in the user's words, {@code `target`}
     * @param keys what it may hold
     */
    MappingReader(Problems problems, String where, String... keys) {
        this.problems = problems;
        this.where = where;
        this.keys = keys;
    }

    /** Takes the value of one of the keys. */
    protected abstract void read(String key, Node value) throws BadValue;

    /** Whether that key does something yet; what does not is refused, once its own grammar is in order. */
    protected boolean built(String key) {
        return true;
    }

    /** Reads that mapping; whether it was one. */
    final boolean readAll(Node node) {
        if (!(node instanceof Node.Mapping mapping)) {
            if (!Node.isBroken(node)) {
                problems.add(node.at(), where + " is a mapping, with " + String.join(", ", keys));
            }
            return false;
        }
        for (Node.Entry entry : mapping.entries()) {
            readEntry(entry);
        }
        return true;
    }

    private void readEntry(Node.Entry entry) {
        String key = entry.key();
        if (!Suggestion.contains(keys, key)) {
            problems.add(entry.at(), unknown(key));
            meant.add(meant(key));
            return;
        }
        seen.put(key, entry.at());
        if (Node.isBroken(entry.value())) {
            return;
        }
        int before = problems.count();
        try {
            read(key, entry.value());
        } catch (BadValue bad) {
            problems.add(bad);
        }
        if (problems.count() == before && !built(key)) {
            problems.add(entry.at(), "'" + key + "' is not supported yet");
        }
    }

    /** What a key that is none of the known ones is answered with. */
    protected String unknown(String key) {
        return Suggestion.unknownKey(key, where, keys);
    }

    /** The known key that an unknown one stands for, as far as can be told. */
    protected String meant(String key) {
        return Suggestion.nearest(key, keys);
    }

    /** Whether that key is missing, and was not just misspelt. */
    protected final boolean lacks(String key) {
        return !has(key) && !meant.contains(key);
    }

    /** Whether that key was there, in order or not. */
    protected final boolean has(String key) {
        return seen.containsKey(key);
    }

    /** Where that key stood, which must have been there. */
    protected final Position at(String key) {
        return seen.get(key);
    }

    /** Reports each of those keys that was there. */
    protected final void refuse(String message, String... unwanted) {
        for (String key : unwanted) {
            if (has(key)) {
                problems.add(at(key), "'" + key + "' " + message);
            }
        }
    }
}
