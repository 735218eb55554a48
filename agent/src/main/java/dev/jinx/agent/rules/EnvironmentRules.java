package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules that the environment variables {@code FAULT_CONNECT_FAIL_RATE}, {@code FAULT_RECV_DELAY_MS} and so on stand for: they
 * work as ordinary rules named {@code env-connect-error}, {@code env-recv-delay} and so on.
 */
public final class EnvironmentRules {
    private static final Position ENVIRONMENT = new Position("environment", 0, 0);
    private static final String HOST = "FAULT_TARGET_HOST";
    private static final String PORT = "FAULT_TARGET_PORT";
    private static final String SHORT_RATE = "FAULT_RECV_SHORT_RATE";
    private static final long LONGEST_DELAY_MS = Quantities.A_DAY.toMillis();

    /** The word in a variable, the word in a rule, and the error where none is given. */
    private static final String[][] OPERATIONS = {
        {"CONNECT", "connect", "ECONNREFUSED"}, {"SEND", "write", "EPIPE"}, {"RECV", "read", "ECONNRESET"},
    };

    private static final String[] SUFFIXES = {"_FAIL_RATE", "_ERRNO", "_DELAY_MS"};

    private final Map<String, String> environment;
    private final Problems problems = new Problems();
    private final List<Rule> rules = new ArrayList<>();
    private Optional<Node> target = Optional.empty();

    private EnvironmentRules(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether any such variable is set to something. */
    public static boolean present(Map<String, String> environment) {
        EnvironmentRules variables = new EnvironmentRules(environment);
        for (String[] operation : OPERATIONS) {
            for (String suffix : SUFFIXES) {
                if (variables.value("FAULT_" + operation[0] + suffix).isPresent()) {
                    return true;
                }
            }
        }
        return variables.value(SHORT_RATE).isPresent()
                || variables.value(HOST).isPresent()
                || variables.value(PORT).isPresent();
    }

    /**
     * The rules of those variables, in the order in which they are tried; none where no rate and no delay is above 0.
     *
     * @param problems gets what is wrong, with the variable's name as its subject
     */
    public static List<Rule> read(Map<String, String> environment, List<Problem> problems) {
        EnvironmentRules variables = new EnvironmentRules(environment);
        variables.readAll();
        problems.addAll(variables.problems.all());
        return List.copyOf(variables.rules);
    }

    private void readAll() {
        target = target();
        for (String[] operation : OPERATIONS) {
            String prefix = "FAULT_" + operation[0];
            String name = "env-" + operation[0].toLowerCase(java.util.Locale.ROOT);
            delay(prefix + "_DELAY_MS", name + "-delay", operation[1]);
            String errno = errno(prefix + "_ERRNO", operation[2]);
            faultAtRate(prefix + "_FAIL_RATE", name + "-error", operation[1], entry("error", scalar(errno)));
        }
        faultAtRate(SHORT_RATE, "env-recv-short", "read", entry("short", mapping(entry("max", scalar("1")))));
    }

    private Optional<Node> target() {
        List<Node.Entry> entries = new ArrayList<>();
        Optional<Node.Scalar> host = value(HOST);
        Optional<Node.Scalar> port = value(PORT);
        try {
            if (host.isPresent()) {
                problems.subject(HOST);
                entries.add(entry("hosts", scalar(HostSyntax.host(host.get(), HOST))));
            }
            if (port.isPresent()) {
                problems.subject(PORT);
                entries.add(entry("ports", scalar(Long.toString(Values.whole(port.get(), PORT, 1, 65_535)))));
            }
        } catch (BadValue bad) {
            problems.add(bad);
        }
        return entries.isEmpty() ? Optional.empty() : Optional.of(new Node.Mapping(entries, ENVIRONMENT));
    }

    private void delay(String variable, String name, String on) {
        Optional<Node.Scalar> value = value(variable);
        if (value.isEmpty()) {
            return;
        }
        problems.subject(variable);
        try {
            long millis = Values.whole(value.get(), variable, 0, LONGEST_DELAY_MS);
            if (millis > 0) {
                // It goes on, because a call can be delayed and fail.
                add(name, on, "1", entry("delay", scalar(millis + "ms")), entry("continue", scalar("true")));
            }
        } catch (BadValue bad) {
            problems.add(bad);
        }
    }

    private String errno(String variable, String otherwise) {
        Optional<Node.Scalar> value = value(variable);
        if (value.isEmpty()) {
            return otherwise;
        }
        problems.subject(variable);
        try {
            String text = value.get().text();
            boolean number = Quantities.digits(text, 0) == text.length() && text.length() < 10;
            Optional<String> name = number ? Errno.name(Long.parseLong(text)) : Optional.empty();
            return ErrorNames.read(scalar(name.orElse(text)), Operations.STREAMS);
        } catch (BadValue bad) {
            problems.add(bad);
            return otherwise;
        }
    }

    private void faultAtRate(String variable, String name, String on, Node.Entry fault) {
        Optional<Node.Scalar> rate = value(variable);
        if (rate.isEmpty()) {
            return;
        }
        problems.subject(variable);
        try {
            if (Quantities.share(rate.get(), variable) > 0) {
                add(name, on, rate.get().text(), fault);
            }
        } catch (BadValue bad) {
            problems.add(bad);
        }
    }

    /** Builds the rule as if it stood in a file, so that it goes through the same reading. */
    private void add(String name, String on, String probability, Node.Entry fault, Node.Entry... more) {
        List<Node.Entry> entries = new ArrayList<>();
        entries.add(entry("name", scalar(name)));
        entries.add(entry("on", scalar(on)));
        if (target.isPresent()) {
            entries.add(entry("target", target.get()));
        }
        if (!probability.equals("1")) {
            entries.add(entry("probability", scalar(probability)));
        }
        entries.add(entry("fault", mapping(fault)));
        entries.addAll(List.of(more));
        Optional<Rule> rule = RuleReader.read(new Node.Mapping(entries, ENVIRONMENT), problems);
        if (rule.isPresent()) {
            rules.add(rule.get());
        }
    }

    private Optional<Node.Scalar> value(String variable) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(scalar(value.strip()));
    }

    private static Node.Scalar scalar(String text) {
        return new Node.Scalar(text, Node.Form.GIVEN, ENVIRONMENT);
    }

    private static Node.Mapping mapping(Node.Entry entry) {
        return new Node.Mapping(List.of(entry), ENVIRONMENT);
    }

    private static Node.Entry entry(String key, Node value) {
        return new Node.Entry(key, ENVIRONMENT, value);
    }
}
