package dev.jinx.agent.rules;

import java.util.List;

/** The YAML merge key: {@code <<: *base} or {@code <<: [*first, *second]}. */
final class MergeKeys {
    static final String KEY = "<<";

    private MergeKeys() {}

    /** Adds to a mapping what it takes over: what stands there already wins, then the first that has the key. */
    static void merge(List<Node.Entry> entries, Node merged, Problems problems) {
        if (merged instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                mergeOne(entries, item, problems);
            }
        } else {
            mergeOne(entries, merged, problems);
        }
    }

    private static void mergeOne(List<Node.Entry> entries, Node merged, Problems problems) {
        if (merged instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                if (!contains(entries, entry.key())) {
                    entries.add(entry);
                }
            }
        } else if (!Node.isBroken(merged)) {
            problems.add(merged.at(), "`<<` takes over a mapping, as in `<<: *base`, not " + merged.kind());
        }
    }

    private static boolean contains(List<Node.Entry> entries, String key) {
        for (Node.Entry entry : entries) {
            if (entry.key().equals(key)) {
                return true;
            }
        }
        return false;
    }
}
