package dev.jinx.agent.report;

import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares the keys of a target, one by one, with what the application was seen to use. */
final class NeverSeen {
    /** More examples than this nobody reads. */
    private static final int EXAMPLES = 5;

    private final Target written;
    private final boolean thisTest;
    private final dev.jinx.runtime.plan.Target compiled;
    private final List<SeenTarget> seen;
    private final boolean areProtected;
    private final List<String> reasons = new ArrayList<>();

    /**
     * A comparison.
     *
     * @param areProtected whether no rule may concern any of what was seen
     */
    NeverSeen(Rule rule, dev.jinx.runtime.plan.Target compiled, List<SeenTarget> seen, boolean areProtected) {
        this.areProtected = areProtected;
        written = rule.target();
        thisTest = rule.thisTest();
        this.compiled = compiled;
        this.seen = seen;
    }

    /** Why no call matched; what cannot be told apart from here is named as a whole. */
    String sentence() {
        transport();
        hosts();
        ports();
        localPorts();
        paths();
        if (!reasons.isEmpty()) {
            return String.join("; ", reasons);
        }
        if (areProtected) {
            return "all that was seen is protected under safety";
        }
        String keys = keys();
        return keys.isEmpty()
                ? "all were on what is left alone: what `safety` protects, or the connection to what runs the tests"
                : "no call had all that its target asks for: " + keys;
    }

    private void transport() {
        if (compiled.unix() == null) {
            return;
        }
        for (SeenTarget target : seen) {
            if (target.unix() == compiled.unix()) {
                return;
            }
        }
        reasons.add("no " + (compiled.unix() ? "Unix-domain" : "TCP") + " socket was used");
    }

    private void hosts() {
        if (compiled.hosts() == null) {
            return;
        }
        Set<String> others = new TreeSet<>();
        for (SeenTarget target : seen) {
            if (!target.unix() && compiled.hosts().matches(target.endpoint())) {
                return;
            }
            if (!target.host().isEmpty()) {
                others.add(target.host());
            }
        }
        never("hosts " + String.join(", ", written.hosts()), new ArrayList<>(others));
    }

    private void ports() {
        if (compiled.ports() == null) {
            return;
        }
        Set<Integer> others = new TreeSet<>();
        for (SeenTarget target : seen) {
            if (!target.unix() && !target.host().isEmpty() && compiled.ports().contains(target.port())) {
                return;
            }
            if (!target.unix() && !target.host().isEmpty()) {
                others.add(target.port());
            }
        }
        never("ports " + compiled.ports(), texts(others));
    }

    /** Known of listening sockets only. */
    private void localPorts() {
        Set<Integer> others = new TreeSet<>();
        for (SeenTarget target : seen) {
            if (!target.unix() && target.host().isEmpty()) {
                others.add(target.port());
            }
        }
        if (compiled.localPorts() == null || others.isEmpty()) {
            return;
        }
        for (int port : others) {
            if (compiled.localPorts().contains(port)) {
                return;
            }
        }
        never("local-ports " + compiled.localPorts(), texts(others));
    }

    private void paths() {
        if (written.paths().isEmpty()) {
            return;
        }
        List<String> others = new ArrayList<>();
        for (SeenTarget target : seen) {
            for (dev.jinx.runtime.plan.Glob glob : compiled.paths()) {
                if (target.unix() && glob.matches(target.path())) {
                    return;
                }
            }
            if (target.unix()) {
                others.add(target.path());
            }
        }
        never("paths " + String.join(", ", written.paths()), others);
    }

    private void never(String what, List<String> others) {
        StringBuilder text = new StringBuilder(what).append(" never seen; seen ");
        for (int i = 0; i < others.size() && i < EXAMPLES; i++) {
            text.append(i == 0 ? "" : ", ").append(others.get(i));
        }
        if (others.size() > EXAMPLES) {
            text.append(" and ").append(others.size() - EXAMPLES).append(" more");
        }
        reasons.add(text.append(others.isEmpty() ? "none" : "").toString());
    }

    private static List<String> texts(Set<Integer> numbers) {
        List<String> texts = new ArrayList<>();
        for (Integer number : numbers) {
            texts.add(number.toString());
        }
        return texts;
    }

    private String keys() {
        List<String> keys = new ArrayList<>();
        key(keys, "hosts", written.hosts());
        key(keys, "ports", written.ports());
        key(keys, "local-ports", written.localPorts());
        key(keys, "paths", written.paths());
        key(keys, "threads", written.threads());
        key(keys, "callers", written.callers());
        if (!written.received().isEmpty()) {
            keys.add("what was received");
        }
        if (!written.sent().isEmpty()) {
            keys.add("what was sent");
        }
        if (written.side().isPresent()) {
            keys.add("side " + (written.side().get() == Target.Side.SERVER ? "server" : "client"));
        }
        if (compiled.unix() != null) {
            keys.add("transport " + (compiled.unix() ? "unix" : "tcp"));
        }
        if (thisTest) {
            keys.add(Unmatched.OF_THIS_TEST);
        }
        return String.join(", ", keys);
    }

    private static void key(List<String> keys, String key, List<?> values) {
        if (!values.isEmpty()) {
            List<String> texts = new ArrayList<>();
            for (Object value : values) {
                texts.add(value.toString());
            }
            keys.add(key + " " + String.join(", ", texts));
        }
    }
}
