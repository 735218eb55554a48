package dev.jinx.agent.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jinx.agent.report.Report.OperationFigures;
import dev.jinx.agent.report.Report.RuleFigures;
import dev.jinx.agent.settings.Version;
import dev.jinx.runtime.stats.Event;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A report as JSON, for programs. Fields are only added to it while its schema version stays the same. */
final class JsonReport {
    private static final int SCHEMA_VERSION = 1;
    private static final int NANO_DIGITS = 9;

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /** The whole file. */
    static String of(Report report) {
        // Into text and not into bytes: half a character in a thread's name is no error there.
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            new JsonReport(json).write(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private void write(Report report) throws IOException {
        json.writeStartObject();
        head(report);
        operations(report.operations());
        json.writeArrayFieldStart("rules");
        for (RuleFigures rule : report.rules()) {
            rule(rule);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("events");
        for (Event event : report.events()) {
            event(event);
        }
        json.writeEndArray();
        json.writeNumberField("eventsDropped", report.eventsDropped());
        sentences("unmatched", report.unmatched());
        sentences("refused", report.refused());
        sentences("unseen", report.unseen());
        json.writeObjectFieldStart("safety");
        json.writeStringField("tripped", report.tripped());
        json.writeEndObject();
        expectations(report.promises());
        failures(report.contained());
        json.writeEndObject();
    }

    private void head(Report report) throws IOException {
        json.writeNumberField("schemaVersion", SCHEMA_VERSION);
        json.writeStringField("jinx", Version.text());
        json.writeBooleanField("complete", report.complete());
        json.writeNumberField("pid", ProcessHandle.current().pid());
        json.writeStringField("java", System.getProperty("java.version"));
        json.writeStringField("main", mainClass());
        json.writeStringField("rulesFile", report.run().file().source());
        json.writeNumberField("seed", report.run().plan().seed());
        json.writeStringField("startedAt", instant(report.run().startedMillis()));
        json.writeStringField("endedAt", instant(report.atMillis()));
    }

    private static String mainClass() {
        String command = System.getProperty("sun.java.command", "");
        int space = command.indexOf(' ');
        return space < 0 ? command : command.substring(0, space);
    }

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private void operations(List<OperationFigures> operations) throws IOException {
        json.writeObjectFieldStart("operations");
        for (OperationFigures operation : operations) {
            json.writeObjectFieldStart(operation.word());
            json.writeNumberField("calls", operation.calls());
            json.writeNumberField("injected", operation.injected());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void rule(RuleFigures figures) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", figures.rule().name());
        if (!figures.rule().description().isEmpty()) {
            json.writeStringField("description", figures.rule().description());
        }
        json.writeStringField("definition", figures.rule().definition());
        json.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : figures.rule().labels().entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("matched", figures.matched());
        json.writeNumberField("injected", figures.injected());
        json.writeNumberField("skipped", figures.skipped());
        counts("skippedBy", figures.skippedBy());
        json.writeNumberField("shadowed", figures.shadowed());
        counts("faults", figures.faults());
        if (figures.untouched() > 0) {
            json.writeNumberField("untouched", figures.untouched());
        }
        json.writeEndObject();
    }

    private void counts(String field, Map<String, Long> counts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
    }

    private void event(Event event) throws IOException {
        json.writeStartObject();
        json.writeNumberField("n", event.n());
        json.writeStringField("at", instant(event.atMillis()));
        json.writeStringField("rule", event.rule());
        json.writeStringField("operation", event.operation());
        json.writeStringField("fault", event.fault());
        json.writeStringField("detail", event.detail());
        json.writeStringField("target", event.target());
        json.writeStringField("thread", event.thread());
        json.writeNumberField("ruleCall", event.ruleCall());
        json.writeNumberField("connection", event.connection());
        json.writeNumberField("connectionCall", event.connectionCall());
        json.writeFieldName("delaySeconds");
        json.writeNumber(seconds(event.delayNanos()));
        json.writeEndObject();
    }

    /** Exact, and without an exponent. */
    private static String seconds(long nanos) {
        BigDecimal seconds = BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros();
        return seconds.toPlainString();
    }

    private void sentences(String field, List<String> sentences) throws IOException {
        json.writeArrayFieldStart(field);
        for (String sentence : sentences) {
            json.writeString(sentence);
        }
        json.writeEndArray();
    }

    private void expectations(List<Report.Promise> promises) throws IOException {
        json.writeArrayFieldStart("expectations");
        for (Report.Promise promise : promises) {
            json.writeStartObject();
            json.writeStringField("rule", promise.rule());
            json.writeStringField("text", promise.expectation().toString());
            json.writeNumberField("was", promise.was());
            json.writeBooleanField("met", promise.met());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void failures(List<Report.Contained> contained) throws IOException {
        json.writeArrayFieldStart("failures");
        for (Report.Contained failure : contained) {
            json.writeStartObject();
            json.writeStringField("where", failure.where());
            json.writeStringField("what", failure.what());
            json.writeNumberField("count", failure.count());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
