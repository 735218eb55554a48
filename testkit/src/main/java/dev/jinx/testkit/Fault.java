package dev.jinx.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a rule does. Each method is the key of the same name in a rules file. Immutable. */
public final class Fault {
    private final String yaml;

    private Fault(String yaml) {
        this.yaml = yaml;
    }

    private static Fault of(String word, String value) {
        return new Fault("{ " + word + ": " + value + " }");
    }

    /** The kernel's error of that name, such as {@code ECONNREFUSED}: the exception that the JDK gives for it there. */
    public static Fault error(String errno) {
        return of("error", Yaml.text(errno));
    }

    /** The connection is refused. On connect. */
    public static Fault refuse() {
        return new Fault("refuse");
    }

    /** The connection is reset, for both ends. On connect, accept, read, write and close. */
    public static Fault reset() {
        return new Fault("reset");
    }

    /** The other end has closed. On accept, read and write. */
    public static Fault close() {
        return new Fault("close");
    }

    /** Nothing comes, until the caller's own timeout, a close, an interrupt, or the end of the rule. */
    public static Fault hang() {
        return new Fault("hang");
    }

    /** What is written is reported as done and never delivered. On write. */
    public static Fault drop() {
        return new Fault("drop");
    }

    /** Connects are refused, and connections that are open, idle ones too, are reset at once. For rules that name no operation. */
    public static Fault down() {
        return new Fault("down");
    }

    /** Connects time out, and nothing arrives, here or there, until the rule ends. For rules that name no operation. */
    public static Fault blackhole() {
        return new Fault("blackhole");
    }

    /** In pieces of that many bytes, with a pause between them. On read and write. */
    public static Fault slice(int bytes, Duration pause) {
        return of("slice", "{ size: " + bytes + ", delay: " + Yaml.duration(pause) + " }");
    }

    /** A real deadlock until the rule ends. On call. */
    public static Fault deadlock() {
        return new Fault("deadlock");
    }

    /** The method's body does not run. On call. */
    public static Fault skip() {
        return new Fault("skip");
    }

    /** That much later. */
    public static Fault delay(Duration delay) {
        return of("delay", Yaml.duration(delay));
    }

    /** Later by as much as is drawn between the two. */
    public static Fault delayUniform(Duration low, Duration high) {
        return of("delay", "{ uniform: [" + Yaml.duration(low) + ", " + Yaml.duration(high) + "] }");
    }

    /** Later by what is drawn around {@code mean}, and at most {@code max}. */
    public static Fault delayNormal(Duration mean, Duration sd, Duration max) {
        return of(
                "delay",
                "{ normal: { mean: " + Yaml.duration(mean) + ", sd: " + Yaml.duration(sd) + " }, max: "
                        + Yaml.duration(max) + " }");
    }

    /** Later by what is drawn, half of the time less than {@code median}, and at most {@code max}. */
    public static Fault delayLognormal(Duration median, Duration p99, Duration max) {
        return of(
                "delay",
                "{ lognormal: { median: " + Yaml.duration(median) + ", p99: " + Yaml.duration(p99) + " }, max: "
                        + Yaml.duration(max) + " }");
    }

    /** Later by what is drawn around {@code mean}, and at most {@code max}. */
    public static Fault delayExponential(Duration mean, Duration max) {
        return of("delay", "{ exponential: { mean: " + Yaml.duration(mean) + " }, max: " + Yaml.duration(max) + " }");
    }

    /** After that long the operation's own timeout exception. */
    public static Fault timeout(Duration after) {
        return of("timeout", Yaml.duration(after));
    }

    /** At most that many bytes at once, none lost. On read and write. */
    public static Fault shortTo(int bytes) {
        return of("short", "{ max: " + bytes + " }");
    }

    /** At most that many bytes in a second. On read and write. */
    public static Fault throttle(long bytesPerSecond) {
        return of("throttle", bytesPerSecond + "B/s");
    }

    /** That exception; on call it is found by the class loader of the method's class. */
    public static Fault throwing(Class<? extends Throwable> exception, String message) {
        return throwing(exception.getName(), message);
    }

    /** The exception of that class; on call it is found by the class loader of the method's class. */
    public static Fault throwing(String className, String message) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("class", Yaml.text(className));
        options.put("message", Yaml.text(message));
        return of("throw", Yaml.mapping(options));
    }

    /** That result, read by the type that the method declares. On call. */
    public static Fault returning(String value) {
        return of("return", Yaml.text(value));
    }

    /** A damaged copy of the result, each value with that probability. On call. */
    public static Fault corruptResult(double rate) {
        return of("corrupt-result", "{ rate: " + Yaml.share(rate) + " }");
    }

    /**
     * A fault in the words of a rules file, such as {@code { throttle: { rate: 8KiB/s, shared: true } }}: for options that have no method
     * here.
     */
    public static Fault yaml(String text) {
        return new Fault(text);
    }

    /** As a rules file has several. */
    static String yaml(List<Fault> faults) {
        return Yaml.list(faults.stream().map(Fault::toString).toList());
    }

    /** As a rules file has it. */
    @Override
    public String toString() {
        return yaml;
    }
}
