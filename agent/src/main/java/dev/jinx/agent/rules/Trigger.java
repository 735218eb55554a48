package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a rule that matches acts, asked in the order of the components.
 *
 * @param from start of the window, counted from {@code since}
 * @param duration length of the window (the key {@code for}); empty: it never ends
 * @param repeat the window comes again after this long, counted from its start; longer than {@code duration}
 * @param since where the window is counted from
 * @param idle only where the connection carried nothing for that long
 * @param afterBytes only where the connection has carried at least that many bytes
 * @param after the first that many are left alone
 * @param every each n-th only, from 1
 * @param at these numbers only, from 1
 * @param probability 0 to 1
 * @param times the most injections
 * @param per what is counted
 */
public record Trigger(
        Duration from,
        Optional<Duration> duration,
        Optional<Duration> repeat,
        Since since,
        Optional<Duration> idle,
        OptionalLong afterBytes,
        long after,
        OptionalLong every,
        List<Range> at,
        double probability,
        OptionalLong times,
        Per per) {
    /** Acts always. */
    public static final Trigger ALWAYS = new Trigger(
            Duration.ZERO,
            Optional.empty(),
            Optional.empty(),
            Since.START,
            Optional.empty(),
            OptionalLong.empty(),
            0,
            OptionalLong.empty(),
            List.of(),
            1,
            OptionalLong.empty(),
            Per.CALL);

    /** Where the window is counted from. */
    public enum Since {
        /** When the rule came into force. */
        START,
        /** The first call that the rule matched. */
        FIRST_MATCH
    }

    /** What the counts are of, and how long a verdict is kept. */
    public enum Per {
        CALL,
        EXCHANGE,
        CONNECTION
    }
}
