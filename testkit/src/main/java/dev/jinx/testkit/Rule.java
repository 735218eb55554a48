package dev.jinx.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A rule, said in Java. It says the same as a rule of a rules file, prints as one, and is checked as one when it is injected. Each method
 * gives another rule and leaves this one as it is; a second call of the same method replaces what the first one said, except for
 * {@link #fault}, {@link #argument}, {@link #label} and {@link #expect}, which add. A share outside 0 to 1 and a negative duration are refused at
 * once, by {@link IllegalArgumentException}; everything else out of range by {@link InvalidRulesException} when it is injected. Immutable.
 *
 * <pre>
 *   Rule.named("flaky").on(CONNECT).ports(5432).times(3).fault(Fault.refuse())
 * </pre>
 */
public final class Rule {
    private static final String TARGET = "target";
    private static final String WHEN = "when";
    private static final String ARGS = "args";
    private static final String LABELS = "labels";
    private static final String EXPECT = "expect";

    private final String name;
    private final Map<String, String> keys;

    /** The mappings in it, by name; that of the arguments is one of the target's. */
    private final Map<String, Map<String, String>> sections;

    private final List<Fault> faults;

    private Rule(String name, Map<String, String> keys, Map<String, Map<String, String>> sections, List<Fault> faults) {
        this.name = name;
        this.keys = keys;
        this.sections = sections;
        this.faults = faults;
    }

    /** A rule of that name, not empty, which its counters go by, and with the seed its draws; no two of one scope have the same. */
    public static Rule named(String name) {
        Objects.requireNonNull(name, "a rule has a name");
        return new Rule(name, Map.of(), Map.of(), List.of());
    }

    private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
        Map<String, T> more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    private Rule key(String key, String value) {
        return new Rule(name, with(keys, key, value), sections, faults);
    }

    private Rule in(String section, String key, String value) {
        return new Rule(name, keys, with(sections, section, with(section(section), key, value)), faults);
    }

    private Map<String, String> section(String section) {
        return sections.getOrDefault(section, Map.of());
    }

    private Rule target(String key, String value) {
        return in(TARGET, key, value);
    }

    private Rule when(String key, String value) {
        return in(WHEN, key, value);
    }

    private static String texts(String... values) {
        return Yaml.list(Arrays.stream(values).map(Yaml::text).toList());
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** On those operations. */
    public Rule on(Operation first, Operation... more) {
        Set<Operation> on = EnumSet.of(first, more);
        return key("on", Yaml.list(on.stream().map(Operation::word).toList()));
    }

    /** Remote hosts: names as the application writes them, globs, IP addresses, CIDR blocks. */
    public Rule hosts(String... hosts) {
        return target("hosts", texts(hosts));
    }

    /** Remote ports, 1 to 65535. */
    public Rule ports(int... ports) {
        return target(
                "ports",
                Yaml.list(Arrays.stream(ports).mapToObj(String::valueOf).toList()));
    }

    /** Remote ports as a rules file has them: numbers, ranges such as {@code 8000-8999}, variables such as <code>${DB_PORT}</code>. */
    public Rule ports(String... ports) {
        List<String> written = new ArrayList<>();
        for (String port : ports) {
            if (!port.matches("[0-9A-Za-z_${}:. -]+")) {
                throw new IllegalArgumentException("ports are numbers, ranges and variables, not '" + port + "'");
            }
            written.add('"' + port + '"');
        }
        return target("ports", Yaml.list(written));
    }

    /** Local ports, 1 to 65535, as for accept. */
    public Rule localPorts(int... ports) {
        return target(
                "local-ports",
                Yaml.list(Arrays.stream(ports).mapToObj(String::valueOf).toList()));
    }

    /** Only connections that this JVM opened. */
    public Rule clientSide() {
        return target("side", "client");
    }

    /** Only connections that this JVM accepted. */
    public Rule serverSide() {
        return target("side", "server");
    }

    /** Unix-domain sockets, by globs on their paths. */
    public Rule paths(String... globs) {
        return target("paths", texts(globs));
    }

    /** Only TCP. */
    public Rule tcp() {
        return target("transport", "tcp");
    }

    /** Only Unix-domain sockets. */
    public Rule unixDomain() {
        return target("transport", "unix");
    }

    /** Where one of those is in what the connection received since its last write, with what this very operation moves; 8 KiB of it at most. */
    public Rule received(Content... anyOf) {
        return target("received", Content.yaml(anyOf));
    }

    /** Where one of those is in what the connection sent since its last read, such as a request; 8 KiB of it at most. */
    public Rule sent(Content... anyOf) {
        return target("sent", Content.yaml(anyOf));
    }

    /** Threads, by globs on their names. */
    public Rule threads(String... globs) {
        return target("threads", texts(globs));
    }

    /** Methods of the application: {@code com.acme.Orders#find*}, {@code +com.acme.Gateway#charge}, {@code @com.acme.Remote}. */
    public Rule methods(String... patterns) {
        return target("methods", texts(patterns));
    }

    /** A glob on the words of that argument of a call; the first is 0. */
    public Rule argument(int place, String glob) {
        Rule more = in(ARGS, Integer.toString(place), Yaml.text(glob));
        return more.target(ARGS, Yaml.mapping(more.section(ARGS)));
    }

    /** Globs on the classes that a call came through. */
    public Rule callers(String... globs) {
        return target("callers", texts(globs));
    }

    /**
     * Only what the thread does that opens the scope, and what it starts or submits: threads, tasks of executors and timers, stages of
     * {@code CompletableFuture}, virtual threads, and the connections that they open or write to, also where an event loop that others
     * use as well does the work. A connection belongs to whoever opened it or wrote to it last. So tests that run in parallel do not
     * disturb each other.
     */
    public Rule onlyThisTest() {
        return target("scope", "this-test");
    }

    /** The share of matches on which it acts, 0 to 1. */
    public Rule probability(double share) {
        return key("probability", Yaml.share(share));
    }

    /** The first matches, so many, are left alone; from 0. */
    public Rule after(long matches) {
        return when("after", Long.toString(matches));
    }

    /** Only on each n-th match; from 1. */
    public Rule every(long n) {
        return when("every", Long.toString(n));
    }

    /** Only on the matches of those numbers, counted from 1. */
    public Rule at(long... numbers) {
        return when(
                "at",
                "["
                        + String.join(
                                ", ",
                                Arrays.stream(numbers).mapToObj(String::valueOf).toList()) + "]");
    }

    /** Not more often than that; from 1. */
    public Rule times(long injections) {
        return when("times", Long.toString(injections));
    }

    /** Not before that long after it came into force; up to a year. */
    public Rule from(Duration start) {
        return when("from", Yaml.duration(start));
    }

    /** Only for that long; above 0, up to a year. */
    public Rule lasting(Duration duration) {
        return when("for", Yaml.duration(duration));
    }

    /** That again and again: {@link #lasting} of each such period, which is longer; up to a year. */
    public Rule repeating(Duration period) {
        return when("repeat", Yaml.duration(period));
    }

    /** {@link #from} and {@link #lasting} are counted from the first match, and not from when the rule came into force. */
    public Rule sinceFirstMatch() {
        return when("since", "first-match");
    }

    /** Only on connections that carried nothing for that long; above 0, up to a year. */
    public Rule idle(Duration duration) {
        return when("idle", Yaml.duration(duration));
    }

    /** Only on connections that carried that many bytes; from 0. */
    public Rule afterBytes(long bytes) {
        return when("after-bytes", bytes + "B");
    }

    /** Counts turns of request and response instead of calls. */
    public Rule perExchange() {
        return when("per", "exchange");
    }

    /** Counts connections instead of calls. */
    public Rule perConnection() {
        return when("per", "connection");
    }

    /** What it does; called again, also that, afterwards. */
    public Rule fault(Fault fault) {
        List<Fault> more = new ArrayList<>(faults);
        more.add(Objects.requireNonNull(fault, "a fault that is null"));
        return new Rule(name, keys, sections, List.copyOf(more));
    }

    /** The search for a rule goes on behind it when it acts. */
    public Rule continuing() {
        return key("continue", "true");
    }

    /** Not in force until its scope is enabled. */
    public Rule disabled() {
        return key("enabled", "false");
    }

    /** A test in which it never matched is in order. */
    public Rule mayBeUnused() {
        return key("may-be-unused", "true");
    }

    /** What it is for. */
    public Rule description(String text) {
        return key("description", Yaml.text(text));
    }

    /** A label, such as a team or a ticket; a rules file's go to the reports. */
    public Rule label(String label, String value) {
        return in(LABELS, Yaml.text(label), Yaml.quoted(value));
    }

    /** What has to be true at the end: {@code matched}, {@code injected} or {@code skipped}, and {@code >=1} or the like. */
    public Rule expect(String counter, String comparison) {
        return in(EXPECT, counter, Yaml.text(comparison));
    }

    /** As an item of the list {@code rules} of a rules file, indented by two blanks. */
    String item() {
        StringBuilder text =
                new StringBuilder("  - name: ").append(Yaml.text(name)).append('\n');
        line(text, "on", keys.getOrDefault("on", ""));
        section(text, TARGET);
        line(text, "probability", keys.getOrDefault("probability", ""));
        section(text, WHEN);
        line(text, "fault", faults.isEmpty() ? "" : Fault.yaml(faults));
        for (Map.Entry<String, String> key : keys.entrySet()) {
            if (!key.getKey().equals("on") && !key.getKey().equals("probability")) {
                line(text, key.getKey(), key.getValue());
            }
        }
        section(text, LABELS);
        section(text, EXPECT);
        return text.toString();
    }

    private void section(StringBuilder text, String section) {
        line(text, section, section(section).isEmpty() ? "" : Yaml.mapping(section(section)));
    }

    private static void line(StringBuilder text, String key, String value) {
        if (!value.isEmpty()) {
            text.append("    ").append(key).append(": ").append(value).append('\n');
        }
    }

    /** A rules file of those rules. */
    public static String file(List<Rule> rules) {
        StringBuilder text = new StringBuilder("rules:\n");
        for (Rule rule : rules) {
            text.append(rule.item());
        }
        return text.toString();
    }

    /** The rules file that has this rule alone. */
    public String yaml() {
        return file(List.of(this));
    }

    /** The same as {@link #yaml}. */
    @Override
    public String toString() {
        return yaml();
    }
}
