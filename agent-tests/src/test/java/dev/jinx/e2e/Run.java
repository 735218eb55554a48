package dev.jinx.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a forked JVM.
 *
 * @param command that was run
 * @param exit its status
 * @param out its standard output
 * @param err its standard error
 * @param reportFile where its report is, if it has one
 */
record Run(Jdk jdk, String command, int exit, String out, String err, Path reportFile) {
    /** What every run must be like that was not meant to fail. */
    Run ok() {
        if (exit != 0) {
            throw new AssertionError("ended with status " + exit + "\n" + this);
        }
        clean();
        if (Files.exists(reportFile)) {
            JsonNode report = json();
            if (!report.path("complete").asBoolean() || !report.path("failures").isEmpty()) {
                throw new AssertionError("the report is not complete, or something went wrong inside Jinx: "
                        + report.path("failures") + "\n" + this);
            }
        }
        return this;
    }

    /** Nothing of what it said on standard error comes from a JVM that dislikes the agent, or from an error inside Jinx. */
    Run clean() {
        for (String line : err.split("\n", -1)) {
            if (line.contains("VM warning") || line.startsWith("WARNING:") || line.contains("at dev.jinx.runtime")) {
                throw new AssertionError("said on standard error: " + line + "\n" + this);
            }
        }
        return this;
    }

    /** What the scenario said of that name. */
    String fact(String name) {
        String start = name + "=";
        for (String line : out.split("\n", -1)) {
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
        }
        throw new AssertionError("the scenario did not say " + name + "\n" + this);
    }

    /** The same, as a number. */
    long number(String name) {
        return Long.parseLong(fact(name));
    }

    /** The lines of standard output that begin with this word. */
    List<String[]> lines(String word) {
        List<String[]> lines = new ArrayList<>();
        for (String line : out.split("\n", -1)) {
            String[] columns = line.split("\t", -1);
            if (columns[0].equals(word)) {
                lines.add(columns);
            }
        }
        return lines;
    }

    /** The JSON report. */
    JsonNode report() {
        JsonNode report = json();
        System.out.println(jdk + ": seed " + report.path("seed"));
        return report;
    }

    private JsonNode json() {
        try {
            return new ObjectMapper().readTree(Files.readAllBytes(reportFile));
        } catch (IOException e) {
            throw new AssertionError("no report: " + e + "\n" + this, e);
        }
    }

    /** What the report says of a rule. */
    JsonNode rule(String name) {
        JsonNode report = json();
        for (JsonNode rule : report.path("rules")) {
            if (rule.path("name").asText().equals(name)) {
                return rule;
            }
        }
        throw new AssertionError("the report has no rule " + name + ": " + report);
    }

    @Override
    public String toString() {
        return jdk + "\n" + command + "\n--- standard output\n" + out + "\n--- standard error\n" + err;
    }
}
