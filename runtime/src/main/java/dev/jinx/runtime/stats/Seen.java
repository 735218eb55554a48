package dev.jinx.runtime.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The targets that the application was seen to use, so that the report can say why a rule never matched. Noted at connect and accept
 * only; at most {@link #KEPT}. Any thread.
 */
public final class Seen {
    /** How many targets are kept. */
    public static final int KEPT = 100;

    private final ConcurrentHashMap<String, Boolean> targets = new ConcurrentHashMap<>();

    /** Notes a target such as {@code localhost:5432}. */
    public void note(String target) {
        if (targets.size() < KEPT) {
            targets.put(target, Boolean.TRUE);
        }
    }

    /** Whether there is room for more. */
    public boolean open() {
        return targets.size() < KEPT;
    }

    /** Forgets them all. */
    public void clear() {
        targets.clear();
    }

    /** Those that were noted, sorted. */
    public List<String> targets() {
        List<String> list = new ArrayList<>(targets.keySet());
        list.sort(null);
        return list;
    }
}
