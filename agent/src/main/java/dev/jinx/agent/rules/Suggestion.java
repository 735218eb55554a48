package dev.jinx.agent.rules;

import java.util.Locale;

/** What a user may have meant: the nearest word, the same thing in the words of another tool, or the place where it belongs. */
public final class Suggestion {
    /** Longer words are not compared: nobody mistypes them. */
    private static final int LONGEST = 40;

    /** Words of Toxiproxy, WireMock, Envoy and tc, and what they are called here. */
    private static final String[][] ELSEWHERE = {
        {"latency", "delay"},
        {"toxicity", "probability"},
        {"percentage", "probability"},
        {"percent", "probability"},
        {"rate", "probability"},
        {"chance", "probability"},
        {"bandwidth", "throttle"},
        {"reset-peer", "reset"},
        {"slicer", "slice"},
        {"limit-data", "limit"},
        {"fixeddelaymilliseconds", "delay"},
        {"fixed-delay", "delay"},
        {"delaydistribution", "delay"},
        {"fixed", "delay"},
        {"abort", "error"},
        {"exception", "throw"},
        {"exceptions", "throw"},
        {"raise", "throw"},
        {"type", "class"},
        {"sleep", "delay"},
        {"freeze", "hang"},
        {"block", "hang"},
        {"returns", "return"},
        {"result", "return"},
        {"noop", "skip"},
        {"no-op", "skip"},
        {"method", "methods"},
        {"method", "call"},
        {"methods", "call"},
        {"invoke", "call"},
        {"invocation", "call"},
        {"class", "methods"},
        {"classes", "methods"},
        {"arguments", "args"},
        {"parameters", "args"},
        {"params", "args"},
        {"stack", "callers"},
        {"called-from", "callers"},
        {"response-rate-limit", "throttle"},
        {"connection-reset-by-peer", "reset"},
        {"empty-response", "close"},
        {"malformed-response-chunk", "corrupt"},
        {"random-data-then-close", "corrupt"},
        {"chunkeddribbledelay", "slice"},
        {"dribble", "slice"},
        {"chunk", "slice"},
        {"chunked", "slice"},
        {"fragment", "slice"},
        {"split", "slice"},
        {"average-size", "size"},
        {"max-size", "size"},
        {"interval", "delay"},
        {"pause", "delay"},
        {"limitdata", "limit"},
        {"size", "bytes"},
        {"length", "bytes"},
        {"ttl", "lifetime"},
        {"max-age", "lifetime"},
        {"outage", "down"},
        {"offline", "down"},
        {"disabled", "down"},
        {"kill", "down"},
        {"partition", "blackhole"},
        {"isolate", "blackhole"},
        {"upstream", "out"},
        {"downstream", "in"},
        {"egress", "out"},
        {"ingress", "in"},
        {"corruption", "corrupt"},
        {"garbage", "corrupt"},
        {"bitflip", "corrupt"},
        {"bit-flip", "corrupt"},
        {"percentage", "rate"},
        {"percent", "rate"},
        {"cut", "truncate"},
        {"duplication", "duplicate"},
        {"append", "pad"},
        {"padding", "pad"},
        {"body", "replace"},
        {"rewrite", "substitute"},
        {"regex", "substitute"},
        {"regex", "pattern"},
        {"regex", "matches"},
        {"pattern", "matches"},
        {"match", "matches"},
        {"text", "contains"},
        {"replacement", "with"},
        {"buffer", "coalesce"},
        {"batch", "coalesce"},
        {"request", "received"},
        {"response", "sent"},
        {"loss", "drop"},
        {"packet-loss", "drop"},
        {"partial", "short"},
        {"errno", "error"},
        {"operations", "operation"},
        {"open", "connect"},
        {"dial", "connect"},
        {"recv", "read"},
        {"toxic", "fault"},
        {"toxics", "fault"},
        {"stddev", "sd"},
        {"sigma", "sd"},
        {"duration", "for"},
        {"start", "from"},
        {"count", "times"},
        {"limit", "times"},
        {"max-active-faults", "max-waiting-threads"},
        {"selector", "target"},
        {"match", "target"},
        {"tags", "labels"},
    };

    /** Words of other tools that take more than one word here. */
    private static final String[][] TOLD = {
        {"jitter", "write `delay: { uniform: [150ms, 250ms] }`"},
        {"slow-close", "write `on: close` with `fault: { delay: 1s }`"},
        {"fixed", "write `delay: 200ms`"},
        {"upstream", "write `on: write`, what this side sends"},
        {"downstream", "write `on: read`, what this side receives"},
    };

    private Suggestion() {}

    /** {@code unknown fault 'dealy', did you mean 'delay'?}, as far as there is something to suggest. */
    static String unknown(String kind, String word, String... known) {
        return said("unknown " + kind + " " + Problems.quote(word), word, known);
    }

    private static String said(String said, String word, String... known) {
        String nearest = nearest(word, known);
        if (!nearest.isEmpty()) {
            return said + ", did you mean '" + nearest + "'?";
        }
        String told = look(TOLD, normal(word));
        return told.isEmpty() ? said : said + ": " + told;
    }

    /** As {@link #unknown}, for a key of a mapping, which may belong somewhere else. */
    static String unknownKey(String word, String where, String... known) {
        String misplaced = misplaced(word, where);
        return misplaced.isEmpty()
                ? said("unknown key " + Problems.quote(word) + " in " + where, word, known)
                : misplaced;
    }

    /** Where a word that means nothing there belongs; empty if it means nothing anywhere. */
    static String misplaced(String word, String where) {
        String home = home(word);
        return home.isEmpty() || home.equals(where)
                ? ""
                : Problems.quote(word) + " does not belong in " + where + " but in " + home;
    }

    private static String home(String word) {
        if (contains(RuleReader.KEYS, word)) {
            return RuleReader.WHERE;
        }
        if (contains(TargetReader.KEYS, word)) {
            return TargetReader.WHERE;
        }
        if (contains(TriggerReader.KEYS, word)) {
            return TriggerReader.WHERE;
        }
        return FaultWord.of(word).isPresent() ? FaultReader.WHERE : "";
    }

    /** The known word that was probably meant; empty if none is near. */
    static String nearest(String word, String... known) {
        String normal = normal(word);
        for (String[] row : ELSEWHERE) {
            if (row[0].equals(normal) && contains(known, row[1])) {
                return row[1];
            }
        }
        String best = "";
        int bestDistance = Math.max(1, normal.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(normal, normal(candidate));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    private static String normal(String word) {
        return word.length() > LONGEST ? "" : word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String look(String[][] table, String word) {
        for (String[] row : table) {
            if (row[0].equals(word)) {
                return row[1];
            }
        }
        return "";
    }

    static boolean contains(String[] words, String word) {
        for (String candidate : words) {
            if (candidate.equals(word)) {
                return true;
            }
        }
        return false;
    }

    /** How many letters must be inserted, left out, changed or swapped with their neighbour. */
    public static int distance(String from, String to) {
        int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : step(table, from, to, i, j);
            }
        }
        return table[from.length()][to.length()];
    }

    private static int step(int[][] table, String from, String to, int i, int j) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int best = Math.min(table[i - 1][j - 1] + change, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
    }
}
