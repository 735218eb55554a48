package dev.jinx.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One injection.
 *
 * @param number from 1, in the order in which they were decided in this JVM
 * @param at when
 * @param rule the rule's name
 * @param operation the operation's word
 * @param fault the fault's word; several are joined by a comma
 * @param detail such as {@code ECONNREFUSED}; may be empty
 * @param target what was hit, such as {@code localhost:5432}
 * @param thread the calling thread's name
 * @param match the number of the match for its rule, from 1
 * @param connection the number of the connection in this JVM, or 0
 * @param delay the delay that was drawn
 */
public record Injection(
        long number,
        Instant at,
        String rule,
        String operation,
        String fault,
        String detail,
        String target,
        String thread,
        long match,
        long connection,
        Duration delay) {
    static Injection of(Map<String, Object> event) {
        return new Injection(
                (Long) event.get("n"),
                Instant.ofEpochMilli((Long) event.get("atMillis")),
                (String) event.get("rule"),
                (String) event.get("operation"),
                (String) event.get("fault"),
                (String) event.get("detail"),
                (String) event.get("target"),
                (String) event.get("thread"),
                (Long) event.get("ruleCall"),
                (Long) event.get("connection"),
                Duration.ofNanos((Long) event.get("delayNanos")));
    }
}
