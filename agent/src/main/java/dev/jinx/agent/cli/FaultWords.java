package dev.jinx.agent.cli;

import dev.jinx.agent.rules.DelaySpec;
import dev.jinx.agent.rules.FaultSpec;
import dev.jinx.agent.rules.PayloadSpec;
import java.util.ArrayList;
import java.util.List;

/** Says what faults do, in words that follow "it". */
final class FaultWords {
    private FaultWords() {}

    static String of(List<FaultSpec> faults) {
        List<String> words = new ArrayList<>();
        for (FaultSpec fault : faults) {
            words.add(of(fault));
        }
        return String.join(", then ", words);
    }

    private static String of(FaultSpec fault) {
        if (fault instanceof FaultSpec.Error error) {
            return "fails with " + error.errno();
        } else if (fault instanceof FaultSpec.Throw thrown) {
            return (thrown.async() ? "its outcome fails with " : "throws ") + exception(thrown);
        } else if (fault instanceof FaultSpec.Delay delay) {
            return (delay.async() ? "its outcome comes " : "") + of(delay.delay());
        } else if (fault instanceof FaultSpec.Timeout timeout) {
            return (timeout.async() ? "its outcome times out after " : "times out after ")
                    + Words.duration(timeout.after())
                    + (timeout.exception().isPresent()
                            ? " with " + exception(timeout.exception().get())
                            : "");
        } else if (fault instanceof FaultSpec.Short shorter) {
            return "moves at most " + shorter.max() + (shorter.max() == 1 ? " byte" : " bytes") + " at a time";
        } else if (fault instanceof FaultSpec.Throttle throttle) {
            return "at most " + Words.size(throttle.rate()) + " per second"
                    + (throttle.shared() ? " for all connections together" : "");
        }
        if (fault instanceof FaultSpec.Return returned) {
            return "gives " + returned.value() + " without running";
        } else if (fault instanceof FaultSpec.CorruptResult corrupt) {
            return "gives a damaged copy of its result"
                    + (corrupt.rate() < 1 ? ", " + Words.percent(corrupt.rate()) + " of its values" : "");
        }
        if (fault instanceof FaultSpec.Blackhole
                || fault instanceof FaultSpec.Slice
                || fault instanceof FaultSpec.Limit
                || fault instanceof FaultSpec.Lifetime) {
            return StreamWords.of(fault);
        } else if (fault instanceof PayloadSpec payload) {
            return StreamWords.of(payload);
        }
        return switch (fault.word()) {
            case "hang" -> "hangs";
            case "skip" -> "does not run, and gives 0, false or null";
            case "deadlock" -> "is caught in a deadlock";
            case "reset" -> "the connection is reset";
            case "close" -> "the connection is closed in order";
            case "refuse" -> "is refused";
            case "down" -> "is down; connects are refused, and connections that are open are reset";
            case "drop" -> "is reported as done and never delivered";
            default -> fault.word();
        };
    }

    private static String exception(FaultSpec.Throw thrown) {
        return thrown.className()
                + (thrown.message().isPresent() ? " \"" + thrown.message().get() + "\"" : "");
    }

    private static String of(DelaySpec delay) {
        String max = delay.max().isPresent() ? ", " + Words.duration(delay.max().get()) + " at most" : "";
        return shape(delay.shape()) + max;
    }

    private static String shape(DelaySpec.Shape shape) {
        if (shape instanceof DelaySpec.Fixed fixed) {
            return Words.duration(fixed.value()) + " late";
        } else if (shape instanceof DelaySpec.Uniform uniform) {
            return Words.duration(uniform.low()) + " to " + Words.duration(uniform.high()) + " late";
        } else if (shape instanceof DelaySpec.Normal normal) {
            return "around " + Words.duration(normal.mean()) + " late (normal, sd " + Words.duration(normal.sd()) + ")";
        } else if (shape instanceof DelaySpec.Lognormal lognormal) {
            return "mostly around " + Words.duration(lognormal.median()) + " late, one in a hundred "
                    + Words.duration(lognormal.p99()) + " or more (lognormal)";
        }
        DelaySpec.Exponential exponential = (DelaySpec.Exponential) shape;
        return Words.duration(exponential.mean()) + " late on average (exponential)";
    }
}
