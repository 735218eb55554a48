package dev.jinx.agent.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The counters of rules, read back from a JSON report.
 *
 * @param rules by name: the whole-number fields of each rule, by their name
 * @param unmatched the sentences about rules that never applied
 * @param complete whether the JVM came to its end
 */
public record Counters(Map<String, Map<String, Long>> rules, List<String> unmatched, boolean complete) {
    /** Of a JVM that began, and has told nothing yet. */
    private static final Counters BEGUN = new Counters(Map.of(), List.of(), false);

    /**
     * Reads them.
     *
     * @throws IOException if this is no report, or half of one
     */
    public static Counters read(Path file) throws IOException {
        String text = Files.readString(file);
        if (text.isEmpty()) {
            return BEGUN;
        }
        Counters counters = new Counters(new LinkedHashMap<>(), new ArrayList<>(), false);
        boolean complete = false;
        try (JsonParser json = new JsonFactory().createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(file + " is no report");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("rules")) {
                    counters.readRules(json);
                } else if (field.equals("unmatched")) {
                    counters.readUnmatched(json);
                } else if (field.equals("complete")) {
                    complete = json.currentToken() == JsonToken.VALUE_TRUE;
                } else {
                    json.skipChildren();
                }
            }
        }
        return new Counters(counters.rules, counters.unmatched, complete);
    }

    private void readRules(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String name = "";
            Map<String, Long> values = new HashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("name")) {
                    name = json.getText();
                } else if (value == JsonToken.VALUE_NUMBER_INT) {
                    values.put(field, json.getLongValue());
                } else {
                    json.skipChildren();
                }
            }
            rules.put(name, values);
        }
    }

    private void readUnmatched(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            unmatched.add(json.getText());
        }
    }

    /** What a rule's counter came to; 0 where the report does not have it. */
    public long of(String rule, String counter) {
        return rules.getOrDefault(rule, Map.of()).getOrDefault(counter, 0L);
    }

    /** Why that rule never applied; empty where it did, or nothing is known. */
    public String whyUnmatched(String rule) {
        for (String sentence : unmatched) {
            if (sentence.startsWith(rule + ": ")) {
                return sentence.substring(rule.length() + 2);
            }
        }
        return "";
    }
}
