package dev.jinx.agent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Short ways to read rules in a test. */
final class Reading {
    private Reading() {}

    static Parsed parse(String yaml) {
        return parse(yaml, Map.of());
    }

    static Parsed parse(String yaml, Map<String, String> environment) {
        return RulesParser.parse("faults.yaml", yaml.getBytes(StandardCharsets.UTF_8), environment);
    }

    /** All problems of that file, as a user reads them. */
    static List<String> problems(String yaml) {
        return parse(yaml).problems().stream().map(Problem::toString).toList();
    }

    static List<String> warnings(String yaml) {
        Parsed parsed = parse(yaml);
        assertThat(parsed.problems()).isEmpty();
        return parsed.warnings().stream().map(Problem::toString).toList();
    }

    /** All rules of a file without problems. */
    static List<Rule> rules(String yaml) {
        Parsed parsed = parse(yaml);
        assertThat(parsed.problems()).isEmpty();
        return parsed.file().orElseThrow().rules();
    }

    /** The rule with those lines, one of {@code on} and {@code fault} being added where it is missing. */
    static String ruleWith(String lines) {
        StringBuilder yaml = new StringBuilder("rules:\n  - name: r\n");
        for (String line : lines.split("\n", -1)) {
            yaml.append("    ").append(line).append('\n');
        }
        if (!hasKey(lines, "on") && !hasKey(lines, "operation")) {
            yaml.append("    on: read\n");
        }
        if (!hasKey(lines, "fault")) {
            yaml.append("    fault: reset\n");
        }
        return yaml.toString();
    }

    static Rule rule(String lines) {
        return rules(ruleWith(lines)).get(0);
    }

    /** What is said about the rule with those lines, without place and rule. */
    static List<String> complaints(String lines) {
        return parse(ruleWith(lines)).problems().stream().map(Problem::message).toList();
    }

    private static boolean hasKey(String lines, String key) {
        return lines.startsWith(key + ":") || lines.contains("\n" + key + ":");
    }
}
