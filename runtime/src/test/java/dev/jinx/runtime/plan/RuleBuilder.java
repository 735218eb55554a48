package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Errno;
import dev.jinx.runtime.fault.ErrorFault;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.stats.Events;
import java.util.Arrays;

/** Rules for tests: matches everything and always acts, but for what is said. */
final class RuleBuilder {
    private static final Glob[] NO_GLOBS = {};

    private String name = "rule";
    private long seed = 42;
    private Hosts hosts;
    private Ports ports;
    private Ports localPorts;
    private Boolean server;
    private long from;
    private long length = Long.MAX_VALUE;
    private long repeat;
    private boolean sinceFirstMatch;
    private long idle;
    private long afterBytes;
    private long after;
    private long every = 1;
    private int[] at = {};
    private double probability = 1;
    private long times = Long.MAX_VALUE;
    private Trigger.Per per = Trigger.Per.CALL;
    private Fault[] faults = {new ErrorFault("error", Errno.ECONNRESET)};
    private boolean continues;
    private boolean enabled = true;

    static RuleBuilder rule(String name) {
        RuleBuilder builder = new RuleBuilder();
        builder.name = name;
        return builder;
    }

    RuleBuilder seed(long value) {
        seed = value;
        return this;
    }

    RuleBuilder hosts(Hosts value) {
        hosts = value;
        return this;
    }

    RuleBuilder names(String... names) {
        return hosts(new Hosts(names, NO_GLOBS, new Address[0], new Cidr[0]));
    }

    RuleBuilder ports(int... bounds) {
        ports = new Ports(bounds);
        return this;
    }

    RuleBuilder localPorts(int... bounds) {
        localPorts = new Ports(bounds);
        return this;
    }

    RuleBuilder server(boolean value) {
        server = value;
        return this;
    }

    RuleBuilder window(long fromNanos, long lengthNanos) {
        from = fromNanos;
        length = lengthNanos;
        return this;
    }

    RuleBuilder repeat(long nanos) {
        repeat = nanos;
        return this;
    }

    RuleBuilder sinceFirstMatch() {
        sinceFirstMatch = true;
        return this;
    }

    RuleBuilder idle(long nanos) {
        idle = nanos;
        return this;
    }

    RuleBuilder afterBytes(long bytes) {
        afterBytes = bytes;
        return this;
    }

    RuleBuilder after(long n) {
        after = n;
        return this;
    }

    RuleBuilder every(long n) {
        every = n;
        return this;
    }

    RuleBuilder at(int... bounds) {
        at = bounds;
        return this;
    }

    RuleBuilder probability(double value) {
        probability = value;
        return this;
    }

    RuleBuilder times(long n) {
        times = n;
        return this;
    }

    RuleBuilder per(Trigger.Per value) {
        per = value;
        return this;
    }

    RuleBuilder faults(Fault... value) {
        faults = value;
        return this;
    }

    RuleBuilder continues() {
        continues = true;
        return this;
    }

    RuleBuilder disabled() {
        enabled = false;
        return this;
    }

    Trigger.Conditions conditions() {
        return new Trigger.Conditions(
                from, length, repeat, sinceFirstMatch, idle, afterBytes, after, every, at, probability, times, per);
    }

    Trigger trigger() {
        return new Trigger(conditions());
    }

    long key() {
        return Draw.key(seed, Draw.hash(name));
    }

    Rule build() {
        return new Rule(
                name,
                seed,
                new Target(hosts, ports, localPorts, server, null, NO_GLOBS, NO_GLOBS),
                conditions(),
                faults,
                continues,
                enabled);
    }

    /** A plan in which every rule is for {@code operation}. */
    static Plan plan(Operation operation, Rule... rules) {
        int[][] places = new int[Operation.count()][0];
        places[operation.ordinal()] = new int[rules.length];
        Arrays.setAll(places[operation.ordinal()], i -> i);
        return new Plan(42, rules, places, new Events());
    }
}
