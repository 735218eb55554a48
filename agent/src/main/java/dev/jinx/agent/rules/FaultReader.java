package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code fault}: a word, one key with its options, or a list of those. */
final class FaultReader {
    static final String WHERE = "`fault`";

    private final Problems problems;
    private final Set<Operation> on;

    /** For a rule on those operations. */
    FaultReader(Problems problems, Set<Operation> on) {
        this.problems = problems;
        this.on = on;
    }

    /** All faults of that node that have a known word. */
    List<FaultUse> read(Node node) {
        List<FaultUse> uses = new ArrayList<>();
        try {
            for (Node item : Values.items(node, "fault")) {
                readOne(item, uses);
            }
        } catch (BadValue bad) {
            problems.add(bad);
        }
        return uses;
    }

    private void readOne(Node item, List<FaultUse> uses) {
        try {
            if (item instanceof Node.Mapping mapping) {
                Node.Entry entry = onlyEntry(mapping);
                readWord(entry.key(), entry.at(), Optional.of(entry.value()), uses);
            } else if (!Node.isBroken(item)) {
                readWord(Values.word(item, "fault"), item.at(), Optional.empty(), uses);
            }
        } catch (BadValue bad) {
            problems.add(bad);
        }
    }

    private static Node.Entry onlyEntry(Node.Mapping mapping) throws BadValue {
        if (mapping.entries().isEmpty()) {
            throw new BadValue(mapping.at(), "'fault' is empty; it takes one fault, as in `fault: { delay: 200ms }`");
        }
        Node.Entry first = mapping.entries().get(0);
        if (mapping.entries().size() > 1) {
            Node.Entry second = mapping.entries().get(1);
            String told = FaultWord.of(second.key()).isPresent()
                    ? "; for several write a list, `fault: [ { delay: 200ms }, reset ]`"
                    : "; its options stand below it, as in `limit: { bytes: 10, then: close }`";
            throw new BadValue(
                    second.at(),
                    "'fault' takes one fault, and " + Problems.quote(second.key()) + " is a second key" + told);
        }
        return first;
    }

    private void readWord(String text, Position at, Optional<Node> options, List<FaultUse> uses) throws BadValue {
        Optional<FaultWord> word = FaultWord.of(text);
        if (word.isEmpty()) {
            String misplaced = Suggestion.misplaced(text, WHERE);
            throw new BadValue(
                    at, misplaced.isEmpty() ? Suggestion.unknown("fault", text, FaultWord.words()) : misplaced);
        }
        if (options.isPresent() && Node.isBroken(options.get())) {
            return;
        }
        int before = problems.count();
        Optional<FaultSpec> spec = options(word.get(), at, options);
        if (problems.count() == before && !word.get().built()) {
            problems.add(at, "the fault '" + text + "' is not supported yet");
        }
        uses.add(new FaultUse(word.get(), at, spec));
    }

    private Optional<FaultSpec> options(FaultWord word, Position at, Optional<Node> options) {
        try {
            return switch (word) {
                case HANG, RESET, CLOSE, REFUSE, DROP, DOWN, DUPLICATE, SKIP, DEADLOCK -> bare(word, options);
                case ERROR -> Optional.of(new FaultSpec.Error(ErrorNames.read(needed(word, at, options), on)));
                case THROW -> ThrowReader.of(needed(word, at, options), on, problems);
                case DELAY -> DelayReader.of(needed(word, at, options), on, problems);
                case TIMEOUT -> TimeoutReader.of(needed(word, at, options), on, problems);
                case THROTTLE -> ThrottleReader.of(needed(word, at, options), problems);
                case SHORT -> ShortReader.of(needed(word, at, options), problems);
                case BLACKHOLE -> BlackholeReader.of(options, problems);
                case SLICE -> SliceReader.of(needed(word, at, options), problems);
                case LIMIT -> LimitReader.of(needed(word, at, options), problems);
                case LIFETIME -> LifetimeReader.of(needed(word, at, options), problems);
                case CORRUPT -> CorruptReader.of(needed(word, at, options), problems);
                case TRUNCATE -> TruncateReader.of(needed(word, at, options), problems);
                case PAD -> PadReader.of(needed(word, at, options), problems);
                case REPLACE -> ReplaceReader.of(needed(word, at, options), problems);
                case SUBSTITUTE -> SubstituteReader.of(needed(word, at, options), problems);
                case COALESCE -> CoalesceReader.of(needed(word, at, options), problems);
                case RETURN -> ResultReader.value(at, options);
                case CORRUPT_RESULT -> ResultReader.corrupt(options, problems);
                case REORDER -> {
                    LaterFaults.check(needed(word, at, options), problems);
                    yield Optional.empty();
                }
            };
        } catch (BadValue bad) {
            problems.add(bad);
            return Optional.empty();
        }
    }

    private static Optional<FaultSpec> bare(FaultWord word, Optional<Node> options) throws BadValue {
        if (options.isPresent() && !Node.isEmpty(options.get()) && !isEmptyMapping(options.get())) {
            throw new BadValue(
                    options.get().at(), "'" + word.word() + "' has no options: write `fault: " + word.word() + "`");
        }
        return switch (word) {
            case HANG -> Optional.of(new FaultSpec.Hang());
            case RESET -> Optional.of(new FaultSpec.Reset());
            case CLOSE -> Optional.of(new FaultSpec.Close());
            case REFUSE -> Optional.of(new FaultSpec.Refuse());
            case DROP -> Optional.of(new FaultSpec.Drop());
            case DOWN -> Optional.of(new FaultSpec.Down());
            case DUPLICATE -> Optional.of(new PayloadSpec.Duplicate());
            case SKIP -> Optional.of(new FaultSpec.Skip());
            case DEADLOCK -> Optional.of(new FaultSpec.Deadlock());
            default -> Optional.empty();
        };
    }

    private static boolean isEmptyMapping(Node node) {
        return node instanceof Node.Mapping mapping && mapping.entries().isEmpty();
    }

    /** The options of a fault that cannot do without. */
    static Node needed(FaultWord word, Position at, Optional<Node> options) throws BadValue {
        if (options.isEmpty() || Node.isEmpty(options.get())) {
            throw new BadValue(at, "'" + word.word() + "' needs a value, as in `fault: { " + example(word) + " }`");
        }
        return options.get();
    }

    private static String example(FaultWord word) {
        return switch (word) {
            case ERROR -> "error: ECONNREFUSED";
            case THROW -> "throw: { class: java.io.IOException, message: injected }";
            case DELAY -> "delay: 200ms";
            case TIMEOUT -> "timeout: 2s";
            case SHORT -> "short: { max: 16 }";
            case SLICE -> "slice: { size: 1, delay: 2ms }";
            case THROTTLE -> "throttle: 64KiB/s";
            case LIMIT -> "limit: { bytes: 1KB, then: reset }";
            case LIFETIME -> "lifetime: { after: 10s, then: close }";
            case CORRUPT -> "corrupt: { rate: 1% }";
            case TRUNCATE -> "truncate: { keep: 50% }";
            case PAD -> "pad: { bytes: 16 }";
            case REPLACE -> "replace: { text: hello }";
            case SUBSTITUTE -> "substitute: { pattern: a, with: b }";
            case COALESCE -> "coalesce: { bytes: 1KiB }";
            case REORDER -> "reorder: { window: 3 }";
            default -> word.word();
        };
    }
}
