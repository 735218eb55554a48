package dev.jinx.agent.compile;

import dev.jinx.agent.rules.ContentSpec;
import dev.jinx.agent.rules.PayloadSpec;
import dev.jinx.runtime.fault.CoalesceFault;
import dev.jinx.runtime.fault.CorruptFault;
import dev.jinx.runtime.fault.DuplicateFault;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.fault.PadFault;
import dev.jinx.runtime.fault.ReplaceFault;
import dev.jinx.runtime.fault.SubstituteFault;
import dev.jinx.runtime.fault.TruncateFault;
import dev.jinx.runtime.plan.Content;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** What changes bytes, and what is looked for in them: here text becomes bytes, and regular expressions are compiled. */
final class PayloadCompiler {
    private PayloadCompiler() {}

    static Fault compile(PayloadSpec spec) {
        if (spec instanceof PayloadSpec.Corrupt corrupt) {
            return new CorruptFault(corrupt.rate(), mode(corrupt.mode()));
        } else if (spec instanceof PayloadSpec.Truncate truncate) {
            return new TruncateFault(truncate.keep(), truncate.dropLast(), FaultCompiler.ending(truncate.then()));
        } else if (spec instanceof PayloadSpec.Duplicate) {
            return new DuplicateFault();
        } else if (spec instanceof PayloadSpec.Pad pad) {
            return new PadFault(pad.bytes(), pad.with().getBytes(StandardCharsets.UTF_8));
        } else if (spec instanceof PayloadSpec.Replace replace) {
            return new ReplaceFault(replace.with().bytes());
        } else if (spec instanceof PayloadSpec.Substitute substitute) {
            return new SubstituteFault(Pattern.compile(substitute.pattern()), substitute.with());
        } else if (spec instanceof PayloadSpec.Coalesce coalesce) {
            return new CoalesceFault(coalesce.bytes());
        }
        throw new IllegalArgumentException(spec.word());
    }

    private static CorruptFault.Mode mode(PayloadSpec.Corrupt.Mode mode) {
        return switch (mode) {
            case FLIP -> CorruptFault.Mode.FLIP;
            case RANDOM -> CorruptFault.Mode.RANDOM;
            case ZERO -> CorruptFault.Mode.ZERO;
        };
    }

    /** What is looked for. */
    static Content[] contents(List<ContentSpec> specs) {
        Content[] contents = new Content[specs.size()];
        for (int i = 0; i < contents.length; i++) {
            contents[i] = content(specs.get(i));
        }
        return contents;
    }

    private static Content content(ContentSpec spec) {
        if (spec instanceof ContentSpec.Contains contains) {
            return Content.of(contains.text().getBytes(StandardCharsets.UTF_8));
        } else if (spec instanceof ContentSpec.Matches matches) {
            return Content.of(Pattern.compile(matches.pattern()));
        } else if (spec instanceof ContentSpec.Hex hex) {
            return Content.of(hex.octets().bytes());
        }
        throw new IllegalArgumentException(spec.toString());
    }
}
