package dev.jinx.agent.compile;

import dev.jinx.agent.rules.Operation;
import dev.jinx.agent.rules.Range;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.SafetySettings;
import dev.jinx.agent.rules.Target.Side;
import dev.jinx.agent.rules.Target.Transport;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.plan.CallTarget;
import dev.jinx.runtime.plan.Endpoint;
import dev.jinx.runtime.plan.Glob;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Ports;
import dev.jinx.runtime.plan.Safety;
import dev.jinx.runtime.plan.Target;
import dev.jinx.runtime.plan.Trigger;
import dev.jinx.runtime.stats.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles rules into a plan. On the way to main, so without lambdas and streams: the first of them costs milliseconds. */
public final class PlanCompiler {
    /** Where the JVM's own management server listens, if it does. */
    private static final String[] MANAGEMENT = {
        "com.sun.management.jmxremote.port", "com.sun.management.jmxremote.rmi.port"
    };

    private static final int LAST_PORT = 65_535;

    private PlanCompiler() {}

    /**
     * What each rule has of its own.
     *
     * @param seeds what its draws depend on
     * @param scopes the scope that it reaches only, which is known by its identity; null for everything
     * @param split whether its matches are counted for each of its operations, which only the test kit asks for
     * @param spared by those rules of the test kit that ask for no port
     */
    public record Each(long[] seeds, Object[] scopes, boolean[] split, Target[] spared) {}

    /**
     * The plan for these rules.
     *
     * @param rules in the order in which they are tried
     * @param seed of the run
     */
    public static Plan compile(List<Rule> rules, long seed) {
        return compile(rules, seed, Safety.NONE, List.of(), null);
    }

    /**
     * The plan for these rules, in place of another one. A rule that means the same as before stays as it is, with its counts and with
     * who waits for it.
     *
     * @param rules in the order in which they are tried
     * @param seed of the run
     * @param safety what no rule may go beyond
     * @param rulesBefore the rules that were in force
     * @param before their plan; null where there is none
     */
    public static Plan compile(List<Rule> rules, long seed, Safety safety, List<Rule> rulesBefore, Plan before) {
        long[] seeds = new long[rules.size()];
        java.util.Arrays.fill(seeds, seed);
        return compile(
                rules,
                new Each(seeds, new Object[seeds.length], new boolean[seeds.length], new Target[0]),
                seed,
                safety,
                rulesBefore,
                before);
    }

    /**
     * The same, where rules have seeds of their own.
     *
     * @param each seeds and scopes of the rules, in their order
     * @param seed of the run
     */
    public static Plan compile(
            List<Rule> rules, Each each, long seed, Safety safety, List<Rule> rulesBefore, Plan before) {
        Set<Rule> stay = identities(rules);
        dev.jinx.runtime.plan.Rule[] compiled = new dev.jinx.runtime.plan.Rule[rules.size()];
        List<List<Integer>> places = new ArrayList<>();
        for (dev.jinx.runtime.plan.Operation ignored : dev.jinx.runtime.plan.Operation.values()) {
            places.add(new ArrayList<>());
        }
        boolean goesOn = before != null && before.seed() == seed;
        Map<String, Integer> placesBefore = goesOn ? placesByName(rulesBefore, stay) : Map.of();
        IdentityHashMap<Rule, Integer> sameBefore = placesByIdentity(rulesBefore);
        dev.jinx.runtime.plan.Rule[] compiledBefore =
                before == null ? new dev.jinx.runtime.plan.Rule[0] : before.rules();
        for (int i = 0; i < compiled.length; i++) {
            Rule rule = rules.get(i);
            Integer place = sameBefore.get(rule);
            if (place == null) {
                place = placesBefore.get(rule.name());
                place = place != null && means(rule, rulesBefore.get(place)) ? place : null;
            }
            if (place != null) {
                // The same stays in force.
                compiled[i] = compiledBefore[place];
            }
            if (compiled[i] == null) {
                compiled[i] = rule(rule, each.seeds()[i]);
                compiled[i].scope(each.scopes()[i]);
                if (each.split()[i] && asksForNoPort(rule)) {
                    compiled[i].spare(each.spared());
                }
                if (each.split()[i] && rule.operations().size() > 1) {
                    compiled[i].stats().splitBy(dev.jinx.runtime.plan.Operation.count());
                }
            }
            for (Operation operation : rule.operations()) {
                places.get(operation(operation).ordinal()).add(i);
            }
        }
        int[][] byOperation = new int[places.size()][];
        for (int i = 0; i < byOperation.length; i++) {
            byOperation[i] = ints(places.get(i));
        }
        Events events = before == null ? new Events() : before.events();
        return new Plan(seed, compiled, byOperation, events, safety, before);
    }

    private static boolean asksForNoPort(Rule rule) {
        return rule.target().ports().isEmpty() && rule.target().localPorts().isEmpty();
    }

    private static Set<Rule> identities(List<Rule> rules) {
        Set<Rule> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(rules);
        return identities;
    }

    private static IdentityHashMap<Rule, Integer> placesByIdentity(List<Rule> rules) {
        IdentityHashMap<Rule, Integer> places = new IdentityHashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            places.put(rules.get(i), i);
        }
        return places;
    }

    /** Without those that stay: names are unique in a file, but a scope of the test kit may have a rule of the same name. */
    private static Map<String, Integer> placesByName(List<Rule> rules, Set<Rule> stay) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            if (!stay.contains(rules.get(i))) {
                places.put(rules.get(i).name(), i);
            }
        }
        return places;
    }

    private static boolean means(Rule one, Rule other) {
        return one.on().equals(other.on())
                && one.target().equals(other.target())
                && one.trigger().equals(other.trigger())
                && one.faults().equals(other.faults())
                && one.continues() == other.continues()
                && one.enabled() == other.enabled();
    }

    /** The limits as written; the ports of the JVM's own management server are protected in any case. */
    public static Safety safety(SafetySettings settings) {
        return safety(settings, Set.of());
    }

    /**
     * The same where more is known of the JVM's management server.
     *
     * @param management local ports at which it listens, besides those that properties tell
     */
    public static Safety safety(SafetySettings settings, Set<Integer> management) {
        List<Target> protect = new ArrayList<>();
        for (dev.jinx.agent.rules.Target written : settings.protect()) {
            protect.add(target(written));
        }
        // Who looks at a JVM from outside must be able to while its rules act.
        for (String property : MANAGEMENT) {
            Integer port = Integer.getInteger(property);
            if (port != null && port > 0 && port <= LAST_PORT) {
                protect.add(localPort(port));
            }
        }
        for (int port : management) {
            protect.add(localPort(port));
        }
        if (!settings.limits() && protect.isEmpty()) {
            return Safety.NONE;
        }
        Safety.Limits limits = new Safety.Limits(
                nanos(settings.expiresAfter(), Long.MAX_VALUE),
                settings.maxInjections().orElse(Long.MAX_VALUE),
                settings.maxInjectionsPerSecond().orElse(Long.MAX_VALUE),
                (int) Math.min(Integer.MAX_VALUE, settings.maxWaitingThreads().orElse(Integer.MAX_VALUE)));
        return new Safety(limits, protect.toArray(new Target[0]));
    }

    /** Whoever talks to this JVM at that port of its own. */
    public static Target localPort(int port) {
        Ports local = new Ports(new int[] {port, port});
        return new Target(null, null, local, null, null, new Glob[0], new Glob[0]);
    }

    private static int[] ints(List<Integer> list) {
        int[] ints = new int[list.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = list.get(i);
        }
        return ints;
    }

    private static dev.jinx.runtime.plan.Operation operation(Operation operation) {
        return switch (operation) {
            case CONNECT -> dev.jinx.runtime.plan.Operation.CONNECT;
            case ACCEPT -> dev.jinx.runtime.plan.Operation.ACCEPT;
            case READ -> dev.jinx.runtime.plan.Operation.READ;
            case WRITE -> dev.jinx.runtime.plan.Operation.WRITE;
            case CLOSE -> dev.jinx.runtime.plan.Operation.CLOSE;
            case CALL -> dev.jinx.runtime.plan.Operation.CALL;
            default -> throw new IllegalArgumentException(operation.word());
        };
    }

    private static dev.jinx.runtime.plan.Rule rule(Rule rule, long seed) {
        Fault[] faults = new Fault[rule.faults().size()];
        for (int i = 0; i < faults.length; i++) {
            faults[i] = FaultCompiler.compile(rule.faults().get(i));
        }
        dev.jinx.runtime.plan.Rule compiled = new dev.jinx.runtime.plan.Rule(
                rule.name(), seed, target(rule.target()), conditions(rule), faults, rule.continues(), rule.enabled());
        if (rule.on().contains(Operation.CALL)) {
            compiled.callTarget(callTarget(rule.target()));
        }
        return compiled;
    }

    private static CallTarget callTarget(dev.jinx.agent.rules.Target target) {
        int[] arguments = new int[target.args().size()];
        Glob[] values = new Glob[arguments.length];
        int at = 0;
        for (Map.Entry<Integer, String> argument : target.args().entrySet()) {
            arguments[at] = argument.getKey();
            values[at++] = new Glob(argument.getValue());
        }
        return new CallTarget(arguments, values, globs(target.callers()));
    }

    /** Whether a target concerns an endpoint, as far as it asks for what the endpoint has. */
    public static boolean concerns(dev.jinx.agent.rules.Target target, Endpoint endpoint) {
        return target(target).matches(endpoint);
    }

    private static Target target(dev.jinx.agent.rules.Target target) {
        return new Target(
                target.hosts().isEmpty() ? null : HostsCompiler.compile(target.hosts()),
                ports(target.ports()),
                ports(target.localPorts()),
                is(target.side(), Side.SERVER),
                is(target.transport(), Transport.UNIX),
                globs(target.paths()),
                globs(target.threads()),
                // Who calls a method is asked with the method.
                globs(target.methods().isEmpty() ? target.callers() : List.of()),
                PayloadCompiler.contents(target.received()),
                PayloadCompiler.contents(target.sent()));
    }

    /** Null where nothing was given. */
    private static <T> Boolean is(Optional<T> given, T wanted) {
        return given.isPresent() ? given.get() == wanted : null;
    }

    private static Ports ports(List<Range> ranges) {
        return ranges.isEmpty() ? null : new Ports(bounds(ranges));
    }

    private static int[] bounds(List<Range> ranges) {
        int[] bounds = new int[ranges.size() * 2];
        for (int i = 0; i < ranges.size(); i++) {
            bounds[2 * i] = ranges.get(i).first();
            bounds[2 * i + 1] = ranges.get(i).last();
        }
        return bounds;
    }

    private static Glob[] globs(List<String> patterns) {
        Glob[] globs = new Glob[patterns.size()];
        for (int i = 0; i < globs.length; i++) {
            globs[i] = new Glob(patterns.get(i));
        }
        return globs;
    }

    private static Trigger.Conditions conditions(Rule rule) {
        dev.jinx.agent.rules.Trigger when = rule.trigger();
        return new Trigger.Conditions(
                when.from().toNanos(),
                nanos(when.duration(), Long.MAX_VALUE),
                nanos(when.repeat(), 0),
                when.since() == dev.jinx.agent.rules.Trigger.Since.FIRST_MATCH,
                nanos(when.idle(), 0),
                when.afterBytes().orElse(0),
                when.after(),
                when.every().orElse(1),
                bounds(when.at()),
                when.probability(),
                when.times().orElse(Long.MAX_VALUE),
                rule.wholePeer() ? Trigger.Per.CONNECTION : per(when.per()));
    }

    private static Trigger.Per per(dev.jinx.agent.rules.Trigger.Per per) {
        return switch (per) {
            case CALL -> Trigger.Per.CALL;
            case EXCHANGE -> Trigger.Per.EXCHANGE;
            case CONNECTION -> Trigger.Per.CONNECTION;
        };
    }

    private static long nanos(Optional<Duration> duration, long otherwise) {
        return duration.isPresent() ? duration.get().toNanos() : otherwise;
    }
}
