package dev.jinx.agent.cli;

import dev.jinx.agent.rules.FaultSpec;
import dev.jinx.agent.rules.PayloadSpec;

/** Says what faults do to a stream and to what goes through it, in words that follow "it". */
final class StreamWords {
    private static final String ZERO = "\0";

    private StreamWords() {}

    static String of(FaultSpec fault) {
        if (fault instanceof FaultSpec.Blackhole blackhole) {
            return switch (blackhole.direction()) {
                case BOTH -> "is a black hole; nothing reaches it, and nothing arrives from it";
                case OUT -> "is a black hole; nothing reaches it";
                case IN -> "is a black hole; nothing arrives from it";
            };
        } else if (fault instanceof FaultSpec.Slice slice) {
            return "moves in pieces of " + Words.size(slice.size())
                    + (slice.delay().isZero() ? "" : ", " + Words.duration(slice.delay()) + " apart");
        } else if (fault instanceof FaultSpec.Limit limit) {
            return ends(limit.then())
                    + (limit.bytes() == 0 ? " before its next byte" : " after " + Words.size(limit.bytes()) + " more");
        }
        FaultSpec.Lifetime lifetime = (FaultSpec.Lifetime) fault;
        return ends(lifetime.then()) + " " + Words.duration(lifetime.after()) + " after its first data"
                + (lifetime.jitter().isZero() ? "" : ", give or take " + Words.duration(lifetime.jitter()));
    }

    static String of(PayloadSpec payload) {
        if (payload instanceof PayloadSpec.Corrupt corrupt) {
            return "has " + Words.percent(corrupt.rate()) + " of its bytes "
                    + switch (corrupt.mode()) {
                        case FLIP -> "changed by a bit";
                        case RANDOM -> "changed to others";
                        case ZERO -> "set to 0";
                    };
        } else if (payload instanceof PayloadSpec.Truncate truncate) {
            return "is sent "
                    + (truncate.dropLast() > 0
                            ? "without its last " + Words.size(truncate.dropLast())
                            : "to " + Words.percent(truncate.keep()))
                    + " and reported as whole"
                    + (truncate.terminal() ? "; then " + ends(truncate.then()) : "");
        } else if (payload instanceof PayloadSpec.Duplicate) {
            return "has its bytes twice";
        } else if (payload instanceof PayloadSpec.Pad pad) {
            return "has " + Words.size(pad.bytes()) + " added"
                    + (pad.with().equals(ZERO) ? "" : ", of " + Words.quote(pad.with()));
        } else if (payload instanceof PayloadSpec.Replace replace) {
            int size = replace.with().size();
            return size == 0 ? "has no bytes" : "has other bytes, " + Words.size(size);
        } else if (payload instanceof PayloadSpec.Substitute substitute) {
            return "has " + Words.quote(substitute.with()) + " for each match of " + Words.quote(substitute.pattern());
        }
        return "is held back until there are " + Words.size(((PayloadSpec.Coalesce) payload).bytes());
    }

    private static String ends(FaultSpec.Then then) {
        return switch (then) {
            case CONTINUE -> "the connection goes on";
            case RESET -> "the connection is reset";
            case CLOSE -> "the connection is closed in order";
            case HANG -> "the connection hangs";
        };
    }
}
