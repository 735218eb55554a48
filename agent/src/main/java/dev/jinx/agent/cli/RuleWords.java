package dev.jinx.agent.cli;

import dev.jinx.agent.rules.ContentSpec;
import dev.jinx.agent.rules.Expectation;
import dev.jinx.agent.rules.MethodPattern;
import dev.jinx.agent.rules.Operation;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.Target;
import dev.jinx.agent.rules.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says in a line or two what a rule does: {@code slow-db: on read from port 5432: 200 ms late, with probability 10 %}. */
final class RuleWords {
    private RuleWords() {}

    static List<String> of(Rule rule) {
        List<String> lines = new ArrayList<>();
        StringBuilder first = new StringBuilder(rule.name()).append(rule.enabled() ? ": " : " (disabled): ");
        first.append(where(rule));
        first.append(": ").append(FaultWords.of(rule.faults()));
        for (String condition : conditions(rule)) {
            first.append(", ").append(condition);
        }
        lines.add(first.append(rule.continues() ? "; later rules are tried too" : "")
                .toString());
        if (!rule.description().isEmpty()) {
            lines.add("    (" + rule.description().strip() + ")");
        }
        if (!rule.expectations().isEmpty()) {
            lines.add("    expected at the end: " + expectations(rule.expectations()));
        }
        return lines;
    }

    private static String where(Rule rule) {
        Target target = rule.target();
        if (rule.wholePeer()) {
            boolean named = !target.hosts().isEmpty()
                    || !target.ports().isEmpty()
                    || !target.paths().isEmpty();
            return (named ? "the whole peer" : "every peer") + target(target, " at ");
        }
        List<String> operations = new ArrayList<>();
        for (Operation operation : rule.on()) {
            operations.add(operation.word());
        }
        return "on " + Words.anyOf(operations) + target(target, preposition(rule));
    }

    private static String expectations(List<Expectation> expectations) {
        List<String> texts = new ArrayList<>();
        for (Expectation expectation : expectations) {
            texts.add(expectation.toString());
        }
        return String.join(", ", texts);
    }

    private static String preposition(Rule rule) {
        if (rule.on().size() > 1) {
            return " with ";
        }
        return switch (rule.on().iterator().next()) {
            case CONNECT, WRITE -> " to ";
            case READ, ACCEPT -> " from ";
            default -> " of ";
        };
    }

    private static String target(Target target, String preposition) {
        StringBuilder text = new StringBuilder();
        if (!target.methods().isEmpty()) {
            calls(target, text);
        }
        if (!target.hosts().isEmpty()) {
            text.append(preposition).append(Words.anyOf(target.hosts()));
        }
        if (!target.ports().isEmpty()) {
            text.append(text.isEmpty() ? preposition : " ").append(Words.many("port", target.ports()));
        }
        if (!target.paths().isEmpty()) {
            text.append(preposition).append(Words.many("path", target.paths()));
        }
        if (!target.localPorts().isEmpty()) {
            text.append(" on ").append(Words.many("local port", target.localPorts()));
        }
        if (target.side().isPresent()) {
            text.append(
                    target.side().get() == Target.Side.CLIENT
                            ? ", connection opened here"
                            : ", connection accepted here");
        }
        if (target.transport().isPresent()) {
            text.append(" over ").append(transport(target.transport().get()));
        }
        if (target.methods().isEmpty()) {
            callers(target, text);
        }
        contents(target.received(), "received", text);
        contents(target.sent(), "sent", text);
        if (!target.threads().isEmpty()) {
            text.append(" in ").append(Words.many("thread", target.threads()));
        }
        return text.toString();
    }

    private static void calls(Target target, StringBuilder text) {
        List<String> methods = new ArrayList<>();
        for (MethodPattern pattern : target.methods()) {
            methods.add(method(pattern));
        }
        text.append(" of ").append(Words.anyOf(methods));
        String with = " with argument ";
        for (Map.Entry<Integer, String> argument : target.args().entrySet()) {
            text.append(with).append(argument.getKey()).append(" like ").append(argument.getValue());
            with = " and ";
        }
        callers(target, text);
    }

    private static void callers(Target target, StringBuilder text) {
        if (!target.callers().isEmpty()) {
            text.append(" called, however indirectly, from ").append(Words.anyOf(target.callers()));
        }
    }

    private static void contents(List<ContentSpec> contents, String done, StringBuilder text) {
        if (!contents.isEmpty()) {
            List<String> words = new ArrayList<>();
            for (ContentSpec content : contents) {
                words.add(content(content));
            }
            text.append(", after ").append(Words.anyOf(words)).append(" was ").append(done);
        }
    }

    private static String content(ContentSpec content) {
        if (content instanceof ContentSpec.Contains contains) {
            return Words.quote(contains.text());
        } else if (content instanceof ContentSpec.Matches matches) {
            return "a match of " + Words.quote(matches.pattern());
        }
        return "bytes " + Words.cut(((ContentSpec.Hex) content).octets().toString());
    }

    private static String method(MethodPattern pattern) {
        if (pattern.annotation().isPresent()) {
            return "methods annotated with " + pattern.text() + ", and all methods of classes that are";
        }
        return (pattern.subtypes()
                ? pattern.text().substring(1) + " and what implements or extends it"
                : pattern.text());
    }

    private static String transport(Target.Transport transport) {
        return switch (transport) {
            case TCP -> "TCP";
            case UNIX -> "Unix-domain sockets";
            case UDP -> "UDP";
        };
    }

    private static List<String> conditions(Rule rule) {
        Trigger when = rule.trigger();
        List<String> conditions = new ArrayList<>();
        window(when, conditions);
        if (when.idle().isPresent()) {
            conditions.add("after " + Words.duration(when.idle().get()) + " without traffic");
        }
        if (when.afterBytes().isPresent()) {
            conditions.add("after " + when.afterBytes().getAsLong() + " bytes of the connection");
        }
        if (when.after() > 0) {
            conditions.add("not the first " + when.after());
        }
        if (when.every().isPresent()) {
            long every = when.every().getAsLong();
            conditions.add("only number " + every + ", " + 2 * every + " and so on");
        }
        if (!when.at().isEmpty()) {
            conditions.add("only " + Words.many("number", when.at()));
        }
        if (when.probability() < 1) {
            conditions.add("with probability " + Words.percent(when.probability()));
        }
        if (when.times().isPresent()) {
            conditions.add(
                    when.times().getAsLong() + (when.times().getAsLong() == 1 ? " time" : " times") + " at most");
        }
        if (rule.wholePeer() ? counts(when) : when.per() != Trigger.Per.CALL) {
            conditions.add("once per " + (when.per() == Trigger.Per.EXCHANGE ? "exchange" : "connection"));
        }
        return conditions;
    }

    private static boolean counts(Trigger when) {
        return when.after() > 0
                || when.every().isPresent()
                || !when.at().isEmpty()
                || when.probability() < 1
                || when.times().isPresent();
    }

    private static void window(Trigger when, List<String> conditions) {
        String since = when.since() == Trigger.Since.FIRST_MATCH ? "the first match" : "the start";
        if (!when.from().isZero()) {
            conditions.add("from " + Words.duration(when.from()) + " after " + since);
        }
        if (when.duration().isPresent()) {
            conditions.add("for " + Words.duration(when.duration().get())
                    + (when.from().isZero() ? " from " + since : ""));
        }
        if (when.repeat().isPresent()) {
            conditions.add("again every " + Words.duration(when.repeat().get()));
        }
    }
}
