package dev.jinx.testkit;

import static dev.jinx.testkit.Operation.CONNECT;
import static dev.jinx.testkit.Operation.READ;
import static dev.jinx.testkit.Operation.WRITE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What every application has to stand, ready by name. A preset is used where one of its rules matched something. Any thread.
 */
public enum Preset {
    /** Connects time out after a second, or after the caller's own shorter timeout. */
    CONNECTION_TIMEOUTS(Rule.named("connection-timeouts").on(CONNECT).fault(Fault.timeout(Duration.ofSeconds(1)))),

    /** Writes fail with "Broken pipe". */
    BROKEN_PIPES(Rule.named("broken-pipes").on(WRITE).fault(Fault.error("EPIPE"))),

    /** Connections are reset when they are read from or written to; the other end gets a real RST. */
    CONNECTION_RESETS(Rule.named("connection-resets").on(READ, WRITE).fault(Fault.reset())),

    /** A read gets at most 3 bytes; none is lost. */
    SHORT_READS(Rule.named("short-reads").on(READ).fault(Fault.shortTo(3))),

    /** What is read comes 50 to 150 ms late, and connecting takes as much longer. */
    SLOW_NETWORK(Rule.named("slow-network")
            .on(CONNECT, READ)
            .fault(Fault.delayUniform(Duration.ofMillis(50), Duration.ofMillis(150)))),

    /**
     * One connect in five is refused; one turn of request and response in ten ends with a reset. Which ones is drawn from the seed, by
     * their number: a test with few of them may see neither.
     */
    FLAKY_NETWORK(
            Rule.named("flaky-network-connects").on(CONNECT).probability(0.2).fault(Fault.refuse()),
            Rule.named("flaky-network-resets")
                    .on(READ)
                    .perExchange()
                    .probability(0.1)
                    .fault(Fault.reset())),

    /** Connects are refused, and connections that are open, idle ones too, are reset. */
    DEAD_DEPENDENCY(Rule.named("dead-dependency").fault(Fault.down()));

    /** By this label the rules of a preset are known to belong together. */
    static final String LABEL = "preset";

    @SuppressWarnings("ImmutableEnumChecker") // a list that does not change, of rules that do not
    private final List<Rule> rules;

    Preset(Rule... rules) {
        this.rules = Arrays.stream(rules).map(rule -> rule.label(LABEL, word())).toList();
    }

    /**
     * The preset of that name, such as {@code dead-dependency}.
     *
     * @throws IllegalArgumentException if there is none; the message has those that there are
     */
    public static Preset named(String name) {
        for (Preset preset : values()) {
            if (preset.word().equals(name)) {
                return preset;
            }
        }
        throw new IllegalArgumentException("there is no preset '" + name + "'; there are "
                + String.join(", ", Arrays.stream(values()).map(Preset::word).toList()));
    }

    /** Its name in words. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its rules, for everything that the JVM is connected to. */
    public List<Rule> rules() {
        return rules;
    }

    /** Its rules, for what listens on those ports. */
    public List<Rule> ports(int... ports) {
        List<Rule> narrowed = new ArrayList<>();
        for (Rule rule : rules) {
            narrowed.add(rule.ports(ports));
        }
        return narrowed;
    }

    /** Its rules, for those hosts. */
    public List<Rule> hosts(String... hosts) {
        List<Rule> narrowed = new ArrayList<>();
        for (Rule rule : rules) {
            narrowed.add(rule.hosts(hosts));
        }
        return narrowed;
    }
}
