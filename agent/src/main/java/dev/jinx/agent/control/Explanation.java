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
import java.util.List;
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
        String before = "";
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
            text.append(explanation.verdict(before));
            if (before.isEmpty() && explanation.endsSearch(rule)) {
                before = rule.name();
            }
        }
        return text.toString();
    }

    private String verdict(String before) {
        if (!against.isEmpty()) {
            return "does not apply: " + String.join("; ", against);
        }
        return "applies" + (provided.isEmpty() ? "" : ", if " + String.join(" and ", provided))
                + (before.isEmpty() ? "" : "; but '" + before + "' before it always acts on the same operation");
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
        String type = what.substring(0, what.indexOf('#'));
        int parenthesis = what.indexOf('(');
        String name = what.substring(what.indexOf('#') + 1, parenthesis < 0 ? what.length() : parenthesis);
        boolean named = false;
        List<String> unknown = new ArrayList<>();
        for (MethodPattern pattern : rule.target().methods()) {
            if (pattern.annotation().isPresent()) {
                unknown.add("it is annotated " + pattern.text());
            } else if (new Glob(pattern.method()).matches(name)) {
                boolean here = new Glob(pattern.type()).matches(type);
                named |= here && pattern.parameters().isEmpty();
                if (here && pattern.parameters().isPresent()) {
                    unknown.add("its parameters are ("
                            + String.join(", ", pattern.parameters().get()) + ")");
                } else if (!here && pattern.subtypes()) {
                    unknown.add(type + " is a subtype of " + pattern.type());
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
                java.util.Map.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
