package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads {@code when}. */
final class TriggerReader extends MappingReader {
    static final String WHERE = "`when`";
    static final String[] KEYS = {
        "from", "for", "since", "repeat", "after", "every", "at", "times", "idle", "after-bytes", "per"
    };

    private static final long MOST_BYTES = 1L << 50;

    private Duration from = Duration.ZERO;
    private Optional<Duration> duration = Optional.empty();
    private Optional<Duration> repeat = Optional.empty();
    private Trigger.Since since = Trigger.Since.START;
    private Optional<Duration> idle = Optional.empty();
    private OptionalLong afterBytes = OptionalLong.empty();
    private long after;
    private OptionalLong every = OptionalLong.empty();
    private List<Range> at = List.of();
    private OptionalLong times = OptionalLong.empty();
    private Trigger.Per per = Trigger.Per.CALL;

    TriggerReader(Problems problems) {
        super(problems, WHERE, KEYS);
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "from" -> from = Quantities.duration(value, key, Duration.ZERO, Quantities.A_YEAR);
            case "for" -> duration = Optional.of(window(key, value));
            case "repeat" -> repeat = Optional.of(window(key, value));
            case "since" -> since = since(value);
            case "idle" -> idle = Optional.of(window(key, value));
            case "after-bytes" -> afterBytes = OptionalLong.of(Quantities.size(value, key, 0, MOST_BYTES));
            case "after" -> after = Values.whole(value, key, 0, Long.MAX_VALUE);
            case "every" -> every = OptionalLong.of(Values.whole(value, key, 1, Long.MAX_VALUE));
            case "at" -> at = Values.ranges(value, key, 1, Integer.MAX_VALUE, problems);
            case "times" -> times = OptionalLong.of(Values.whole(value, key, 1, Long.MAX_VALUE));
            default -> per = per(value);
        }
    }

    private static Duration window(String key, Node value) throws BadValue {
        return Quantities.duration(value, key, Quantities.NANOSECOND, Quantities.A_YEAR);
    }

    private static Trigger.Since since(Node value) throws BadValue {
        String word = Values.oneOf(value, "since", "start", "first-match");
        return word.equals("start") ? Trigger.Since.START : Trigger.Since.FIRST_MATCH;
    }

    private static Trigger.Per per(Node value) throws BadValue {
        return switch (Values.oneOf(value, "per", "call", "exchange", "connection")) {
            case "call" -> Trigger.Per.CALL;
            case "exchange" -> Trigger.Per.EXCHANGE;
            default -> Trigger.Per.CONNECTION;
        };
    }

    /** Reports what does not go together, or not with those operations. */
    void check(Set<Operation> on) {
        if (has("repeat") && lacks("for")) {
            problems.add(at("repeat"), "'repeat' needs 'for', the length of what is repeated");
        } else if (repeat.isPresent() && duration.isPresent() && repeat.get().compareTo(duration.get()) <= 0) {
            problems.add(at("repeat"), "'repeat' is longer than 'for', or the window would never close");
        }
        if (has("since") && lacks("from") && lacks("for")) {
            problems.add(at("since"), "'since' says where 'from' and 'for' are counted from, and neither is given");
        }
        if (on.contains(Operation.CALL)) {
            checkCalls();
        } else if (per == Trigger.Per.EXCHANGE && !onlyReadOrWrite(on)) {
            problems.add(at("per"), "'per: exchange' applies to read and write only");
        }
        if (on.contains(Operation.CONNECT) || on.contains(Operation.ACCEPT)) {
            refuse("needs an open connection: it does not apply to connect and accept", "idle", "after-bytes");
        }
    }

    /** Reports what does not apply to a whole peer, which is hit without being used. */
    void checkWholePeer() {
        if (has("per") && per != Trigger.Per.CONNECTION) {
            problems.add(
                    at("per"),
                    "'per: " + per.name().toLowerCase(Locale.ROOT)
                            + "' does not apply to a whole peer: its connections are counted, each once");
        }
        refuse(
                "does not apply to a whole peer, whose connections are hit whatever they carried",
                "idle",
                "after-bytes");
    }

    private void checkCalls() {
        String reason = "does not apply to call: a call belongs to no connection";
        if (per != Trigger.Per.CALL) {
            problems.add(at("per"), "'per: " + per.name().toLowerCase(Locale.ROOT) + "' " + reason);
        }
        refuse(reason, "idle", "after-bytes");
    }

    private static boolean onlyReadOrWrite(Set<Operation> on) {
        for (Operation operation : on) {
            if (operation != Operation.READ && operation != Operation.WRITE) {
                return false;
            }
        }
        return true;
    }

    /** Whether it was said what is counted. */
    boolean saysPer() {
        return has("per");
    }

    Trigger trigger(double probability) {
        return new Trigger(from, duration, repeat, since, idle, afterBytes, after, every, at, probability, times, per);
    }
}
