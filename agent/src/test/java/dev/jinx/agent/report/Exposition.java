package dev.jinx.agent.report;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text format of Prometheus, read as strictly as its reference says: each family begins with HELP and TYPE, stands together, and no
 * series is there twice.
 *
 * @param types of the families, by name
 * @param samples by the name of the family, and by labels
 */
record Exposition(Map<String, String> types, Map<String, Map<Map<String, String>, Double>> samples) {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) \\S.*");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\\\\\"\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)\\{(" + LABEL + "(?:," + LABEL + ")*)\\} (\\d+(?:\\.\\d+)?(?:E-?\\d+)?)");
    private static final Pattern ONE_LABEL = Pattern.compile("([a-zA-Z0-9_]+)=\"((?:[^\\\\\"]|\\\\.)*)\",?");

    static Exposition of(String text) {
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no end");
        }
        Exposition exposition = new Exposition(new HashMap<>(), new HashMap<>());
        String family = "";
        String helped = "";
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                helped = help.group(1);
            } else if (type.matches()) {
                family = type.group(1);
                expect(family.equals(helped), line);
                expect(exposition.types.put(family, type.group(2)) == null, line);
                exposition.samples.put(family, new HashMap<>());
            } else {
                expect(sample.matches() && sample.group(1).equals(family), line);
                Map<String, String> labels = labels(sample.group(2));
                double value = Double.parseDouble(sample.group(3));
                expect(exposition.samples.get(family).put(labels, value) == null, line);
            }
        }
        return exposition;
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = ONE_LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            expect(label.find() && label.start() == at, text);
            String value = label.group(2)
                    .replace("\\\\", "\0")
                    .replace("\\\"", "\"")
                    .replace("\\n", "\n")
                    .replace("\0", "\\");
            expect(labels.put(label.group(1), value) == null, text);
            at = label.end();
        }
        return labels;
    }

    private static void expect(boolean so, String line) {
        if (!so) {
            throw new AssertionError("not as the format wants it: " + line);
        }
    }

    /** The samples of a family, by labels. */
    Map<Map<String, String>, Double> series(String family) {
        return samples.get(family);
    }
}
