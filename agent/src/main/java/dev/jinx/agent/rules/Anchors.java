package dev.jinx.agent.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The anchors of a file and what its aliases add to it.
 *
 * <p>An alias shares the node it names, so that ten lines can stand for a billion values. Their number is known before anybody
 * walks over them: each alias adds as many as the node it names stands for.
 */
final class Anchors {
    /** The most values that aliases may add. */
    static final int MOST_ADDED = 10_000;

    /** The most values that may be written. */
    static final int MOST_WRITTEN = 200_000;

    private record Anchored(Node node, long size) {}

    private final Map<String, Anchored> anchored = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private long written;
    private long added;

    /** Counts a value that is written at that place. */
    void count(Position at) throws BadValue {
        if (++written > MOST_WRITTEN) {
            throw new BadValue(at, "the file has more than " + MOST_WRITTEN + " values");
        }
    }

    /** All values so far, those that aliases stand for included. */
    long size() {
        return written + added;
    }

    /** The node with that anchor begins. */
    void open(String name) {
        open.add(name);
    }

    /** The node with that anchor is complete and stands for that many values. */
    void close(String name, Node node, long size) {
        open.remove(name);
        anchored.put(name, new Anchored(node, size));
    }

    /** What {@code *name} stands for. */
    Node resolve(String name, Position at) throws BadValue {
        if (open.contains(name)) {
            throw new BadValue(at, "the alias *" + name + " stands inside what it names and would never end");
        }
        Anchored target = anchored.get(name);
        if (target == null) {
            throw new BadValue(at, "nothing above is marked &" + name + ", so *" + name + " names nothing");
        }
        added += target.size();
        if (added > MOST_ADDED) {
            throw new BadValue(at, "the aliases of this file stand for more than " + MOST_ADDED + " values");
        }
        return target.node();
    }
}
