package dev.jinx.agent.control;

import dev.jinx.agent.compile.PlanCompiler;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.MethodPattern;
import dev.jinx.agent.rules.Operation;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.Target;
import dev.jinx.agent.rules.Trigger;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Endpoint;
import dev.jinx.runtime.plan.Glob;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Which rules would concern a peer or a method, and for each that would not, why. */
public final class Explanation {
    private static final int HIGHEST_PORT = 65_535;

    private final List<String> against = new ArrayList<>();
    private final List<String> provided = new ArrayList<>();

    private Explanation() {}

    /**
     * A line for each rule.
     *
     * @param rules as written
     * @param what {@code HOST:PORT}, the path of a Unix-domain socket, or {@code CLASS#METHOD}
     * @throws IllegalArgumentException if it is none of these
     */
    public static String of(RulesFile rules, String what) {
        return of(rules, what, place -> true);
    }

    /** The same of rules in force, some of which may be switched off. */
    static String of(Run run, String what) {
        dev.jinx.runtime.plan.Rule[] inForce = run.plan().rules();
        String text = of(run.file(), what, place -> inForce[place].enabled());
        return Hooks.paused() ? text + "\n  but Jinx is paused, and no rule acts until `resume`" : text;
    }

    private static String of(RulesFile rules, String what, IntPredicate enabled) {
        StringBuilder text = new StringBuilder(what);
        Map<Operation, String> before = new EnumMap<>(Operation.class);
        boolean method = what.indexOf('#') > 0;
        Endpoint endpoint = method ? null : endpoint(what);
        for (int i = 0; i < rules.rules().size(); i++) {
            Rule rule = rules.rules().get(i);
            Explanation explanation = new Explanation();
            if (!enabled.test(i)) {
                explanation.against.add("it is disabled");
            } else if (!rule.enabled()) {
                explanation.against.add("it is disabled in the file");
            }
            if (method) {
                explanation.method(rule, what);
            } else {
                explanation.peer(rule, endpoint, what);
                explanation.protect(rules.safety().protect(), endpoint);
            }
            text.append("\n  ")
                    .append(rule.name())
                    .append(" (")
                    .append(operations(rule))
                    .append("): ");
            text.append(explanation.verdict(rule, before));
            if (explanation.endsSearch(rule)) {
                for (Operation operation : rule.operations()) {
                    before.putIfAbsent(operation, rule.name());
                }
            }
        }
        return text.toString();
    }

    private String verdict(Rule rule, Map<Operation, String> before) {
        if (!against.isEmpty()) {
            return "does not apply: " + String.join("; ", against);
        }
        return "applies" + (provided.isEmpty() ? "" : ", if " + String.join(" and ", provided)) + shadows(rule, before);
    }

    /** Which rules before it always act, on which of its operations. */
    private static String shadows(Rule rule, Map<Operation, String> before) {
        Map<String, List<String>> shadows = new LinkedHashMap<>();
        for (Operation operation : rule.operations()) {
            String shadow = before.get(operation);
            if (shadow != null) {
                List<String> on = shadows.getOrDefault(shadow, new ArrayList<>());
                on.add(operation.word());
                shadows.put(shadow, on);
            }
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, List<String>> shadow : shadows.entrySet()) {
            text.append("; but '").append(shadow.getKey()).append("' before it always acts on ");
            boolean all = shadow.getValue().size() == rule.operations().size();
            text.append(all ? "the same operation" : String.join(", ", shadow.getValue()));
            text.append(all && rule.operations().size() > 1 ? "s" : "");
        }
        return text.toString();
    }

    private boolean endsSearch(Rule rule) {
        return against.isEmpty()
                && provided.isEmpty()
                && !rule.continues()
                && rule.trigger().equals(Trigger.ALWAYS);
    }

    private static String operations(Rule rule) {
        if (rule.wholePeer()) {
            return "whole peer";
        }
        StringBuilder words = new StringBuilder();
        for (Operation operation : rule.on()) {
            words.append(words.isEmpty() ? "" : ", ").append(operation.word());
        }
        return words.toString();
    }

    private static Endpoint endpoint(String what) {
        if (what.startsWith("/")) {
            return new Endpoint(null, null, 0, 0, true, what, false);
        }
        int colon = what.lastIndexOf(':');
        String host = colon < 0 ? "" : what.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || !what.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "say HOST:PORT, the path of a Unix-domain socket, or CLASS#METHOD, not '" + what + "'");
        }
        int port = Integer.parseInt(what.substring(colon + 1));
        if (port > HIGHEST_PORT) {
            throw new IllegalArgumentException("there is no port " + port);
        }
        boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        try {
            // Never a look-up: only addresses are asked for.
            InetAddress address = literal ? InetAddress.getByName(host) : null;
            return new Endpoint(literal ? null : host, address, port, 0, false, null, false);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + host + "' is no address", e);
        }
    }

    private void peer(Rule rule, Endpoint endpoint, String what) {
        Target target = rule.target();
        if (rule.on().equals(java.util.Set.of(Operation.CALL))) {
            against.add("it is on calls of methods");
            return;
        }
        if (!target.hosts().isEmpty()) {
            boolean named = !what.startsWith("/") && PlanCompiler.concerns(hosts(target.hosts()), endpoint);
            refuseUnless(named, "the host is none of " + String.join(", ", target.hosts()));
        }
        if (!target.ports().isEmpty()) {
            refuseUnless(
                    PlanCompiler.concerns(ports(target), endpoint), "the port is none of " + words(target.ports()));
        }
        if (target.transport().isPresent()) {
            boolean unix = target.transport().get() == Target.Transport.UNIX;
            refuseUnless(unix == what.startsWith("/"), "the transport is not " + (unix ? "unix" : "tcp"));
        }
        if (!target.paths().isEmpty()) {
            refuseUnless(
                    what.startsWith("/") && matches(target.paths(), what),
                    "the path is none of " + String.join(", ", target.paths()));
        }
        if (target.side().isPresent()) {
            provided.add("the connection was " + (target.side().get() == Target.Side.SERVER ? "accepted" : "opened")
                    + " by this JVM");
        }
        if (!target.localPorts().isEmpty()) {
            provided.add("the local port is one of " + words(target.localPorts()));
        }
        if (!target.received().isEmpty()) {
            provided.add("what was received is as asked for");
        }
        if (!target.sent().isEmpty()) {
            provided.add("what was sent is as asked for");
        }
        callers(target);
        threads(target);
    }

    private void protect(List<Target> targets, Endpoint endpoint) {
        for (Target target : targets) {
            refuseUnless(!PlanCompiler.concerns(target, endpoint), "`safety` protects it");
        }
    }

    private void callers(Target target) {
        if (!target.callers().isEmpty()) {
            provided.add("it is called from " + String.join(", ", target.callers()));
        }
    }

    private void threads(Target target) {
        if (!target.threads().isEmpty()) {
            provided.add("the thread is one of " + String.join(", ", target.threads()));
        }
    }

    private void method(Rule rule, String what) {
        if (!rule.on().contains(Operation.CALL)) {
            against.add("it is not on calls of methods");
            return;
        }
        AskedMethod asked = AskedMethod.of(what);
        boolean named = false;
        List<String> unknown = new ArrayList<>();
        for (MethodPattern pattern : rule.target().methods()) {
            if (pattern.annotation().isPresent()) {
                unknown.add("it is annotated " + pattern.text());
            } else if (asked.hasNameOf(pattern) && asked.mayBeIn(pattern) && asked.mayHaveParametersOf(pattern)) {
                List<String> open = asked.openQuestions(pattern);
                named |= open.isEmpty();
                if (!open.isEmpty()) {
                    unknown.add(String.join(" and ", open));
                }
            }
        }
        if (!named && unknown.isEmpty()) {
            against.add("the method is none of " + texts(rule.target().methods()));
        } else if (!named) {
            provided.add(String.join(" or ", unknown));
        }
        if (!rule.target().args().isEmpty()) {
            provided.add("its arguments are as asked for");
        }
        callers(rule.target());
        threads(rule.target());
    }

    private void refuseUnless(boolean matches, String why) {
        if (!matches) {
            against.add(why);
        }
    }

    private static boolean matches(List<String> globs, String text) {
        for (String glob : globs) {
            if (new Glob(glob).matches(text)) {
                return true;
            }
        }
        return false;
    }

    private static String words(List<?> items) {
        StringBuilder text = new StringBuilder();
        for (Object item : items) {
            text.append(text.isEmpty() ? "" : ", ").append(item);
        }
        return text.toString();
    }

    private static String texts(List<MethodPattern> patterns) {
        List<String> texts = new ArrayList<>();
        for (MethodPattern pattern : patterns) {
            texts.add(pattern.text());
        }
        return String.join(", ", texts);
    }

    private static Target hosts(List<String> hosts) {
        return only(hosts, List.of());
    }

    private static Target ports(Target target) {
        return only(List.of(), target.ports());
    }

    private static Target only(List<String> hosts, List<dev.jinx.agent.rules.Range> ports) {
        return new Target(
                hosts,
                ports,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
