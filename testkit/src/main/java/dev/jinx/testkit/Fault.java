package dev.jinx.testkit;

import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a rule does. Each method is the key of the same name in a rules file.
 *
 * <p>Sizes are in bytes, from 1 where nothing else is said; durations are up to a day and exact to the nanosecond; a rate and a share are
 * between 0 and 1. A share outside and a negative duration are refused at once, by {@link IllegalArgumentException}; every other value out of
 * range, and a fault on an operation that it does not go with, when the rule is injected, by {@link InvalidRulesException}. Immutable.
 */
public final class Fault {
    /** The key; for a fault without options all of it. */
    private final String word;

    private final Map<String, String> options;

    /** The option that stands without its name while it is the only one; empty for none. */
    private final String alone;

    /** What becomes of a connection afterwards. */
    public enum Then {
        /** It is reset, for both ends. */
        RESET,
        /** Both ends see the end of the stream. */
        CLOSE,
        /** It stays open, and nothing comes any more. */
        HANG;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What becomes of a byte that is corrupted. */
    public enum Corruption {
        /** One of its bits is the other way round. */
        FLIP,
        /** It is another one, any. */
        RANDOM,
        /** It is 0. */
        ZERO
    }

    private Fault(String word, Map<String, String> options, String alone) {
        this.word = word;
        this.options = options;
        this.alone = alone;
    }

    /** Without options, or as a rules file has it. */
    private static Fault of(String text) {
        return new Fault(text, Map.of(), "");
    }

    /** With one option, which may stand alone. */
    private static Fault ofOne(String word, String option, String value) {
        return new Fault(word, Map.of(option, value), option);
    }

    /** With options: names and values by turns. */
    private static Fault of(String word, String... options) {
        return new Fault(word, Yaml.entries(options), "");
    }

    private Fault option(String option, String value, String... of) {
        if (!List.of(of).contains(word)) {
            throw new IllegalArgumentException(
                    "'" + option + "' is an option of " + String.join(", ", of) + ", not of " + this);
        }
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(option, value);
        return new Fault(word, more, alone);
    }

    /** The kernel's error of that name, such as {@code ECONNREFUSED}: the exception that the JDK gives for it there. */
    public static Fault error(String errno) {
        return ofOne("error", "name", Yaml.text(errno));
    }

    /** The connection is refused. On connect. */
    public static Fault refuse() {
        return of("refuse");
    }

    /** The connection is reset, for both ends. On connect, accept, read, write and close. */
    public static Fault reset() {
        return of("reset");
    }

    /** The other end has closed. On accept, read and write. */
    public static Fault close() {
        return of("close");
    }

    /**
     * Nothing comes, until the caller's own timeout, a close, the end of the rule, or an interrupt where one ends the real wait, too: not that of
     * a plain socket. On every operation.
     */
    public static Fault hang() {
        return of("hang");
    }

    /** What is written is reported as done and never delivered. On write. */
    public static Fault drop() {
        return of("drop");
    }

    /** Connects are refused, and connections that are open, idle ones too, are reset at once. For rules that name no operation. */
    public static Fault down() {
        return of("down");
    }

    /** Connects time out, and nothing arrives, here or there, until the rule ends. For rules that name no operation. */
    public static Fault blackhole() {
        return of("blackhole");
    }

    /** As {@link #blackhole}, but only what this JVM sends disappears. */
    public static Fault blackholeOut() {
        return of("blackhole", "direction", "out");
    }

    /** As {@link #blackhole}, but only what is sent to this JVM disappears. */
    public static Fault blackholeIn() {
        return of("blackhole", "direction", "in");
    }

    /** The connection is reset after exactly that many bytes more, from 0. On connect, accept, read and write. */
    public static Fault limit(long bytes) {
        return limit(bytes, Then.RESET);
    }

    /** The connection ends like that after exactly that many bytes more, from 0. On connect, accept, read and write. */
    public static Fault limit(long bytes, Then then) {
        return of("limit", "bytes", Long.toString(bytes), "then", then.word());
    }

    /** The connection ends like that so long after its first data, also while it is idle. On connect, accept, read and write. */
    public static Fault lifetime(Duration after, Then then) {
        return lifetime(after, Duration.ZERO, then);
    }

    /** As {@link #lifetime(Duration, Then)}, each by up to {@code jitter} earlier or later; {@code jitter} is not longer than {@code after}. */
    public static Fault lifetime(Duration after, Duration jitter, Then then) {
        return of("lifetime", "after", Yaml.duration(after), "jitter", Yaml.duration(jitter), "then", then.word());
    }

    /** Each byte with that probability, above 0, has another bit. On read and write. */
    public static Fault corrupt(double rate) {
        return corrupt(rate, Corruption.FLIP);
    }

    /** Each byte with that probability, above 0, is changed like that. On read and write. */
    public static Fault corrupt(double rate, Corruption mode) {
        return of("corrupt", "rate", Yaml.share(rate), "mode", mode.name().toLowerCase(Locale.ROOT));
    }

    /** That share of each write is sent, from its beginning, and all of it reported as sent. On write. */
    public static Fault truncate(double keep) {
        return of("truncate", "keep", Yaml.share(keep));
    }

    /** As {@link #truncate(double)}, and then the connection is closed or hangs; a reset would take back what was sent. */
    public static Fault truncate(double keep, Then then) {
        return of("truncate", "keep", Yaml.share(keep), "then", notReset(then));
    }

    /** The last bytes of each write are not sent, and reported as sent. On write. */
    public static Fault truncateLast(int bytes) {
        return of("truncate", "drop-last", Integer.toString(bytes));
    }

    /** As {@link #truncateLast(int)}, and then the connection is closed or hangs. */
    public static Fault truncateLast(int bytes, Then then) {
        return of("truncate", "drop-last", Integer.toString(bytes), "then", notReset(then));
    }

    private static String notReset(Then then) {
        if (then == Then.RESET) {
            throw new IllegalArgumentException(
                    "after truncate a connection closes or hangs: a reset would take back what was sent");
        }
        return then.word();
    }

    /** The bytes come twice. On read and write. */
    public static Fault duplicate() {
        return of("duplicate");
    }

    /** That many zero bytes more, behind what is read or written; 64 MiB at most. On read and write. */
    public static Fault pad(int bytes) {
        return of("pad", "bytes", Integer.toString(bytes));
    }

    /** That many bytes more: the text in UTF-8, as often as it takes. On read and write. */
    public static Fault pad(int bytes, String with) {
        return of("pad", "bytes", Integer.toString(bytes), "with", Yaml.quoted(with));
    }

    /** That text in UTF-8 instead of what is read or written. On read and write. */
    public static Fault replace(String text) {
        return of("replace", "text", Yaml.quoted(text));
    }

    /** Those bytes instead of what is read or written. On read and write. */
    public static Fault replace(byte[] bytes) {
        return of("replace", "hex", Yaml.quoted(HexFormat.of().formatHex(bytes)));
    }

    /** What the regular expression finds becomes {@code with}, in which {@code $1} is its first group. On read and write. */
    public static Fault substitute(String pattern, String with) {
        return of("substitute", "pattern", Yaml.quoted(pattern), "with", Yaml.quoted(with));
    }

    /** Held until there are that many bytes; 64 MiB at most. On read and write. */
    public static Fault coalesce(int bytes) {
        return of("coalesce", "bytes", Integer.toString(bytes));
    }

    /** In pieces of that many bytes. On read and write. */
    public static Fault slice(int bytes) {
        return of("slice", "size", Integer.toString(bytes));
    }

    /** In pieces of that many bytes, with a pause between them. On read and write. */
    public static Fault slice(int bytes, Duration pause) {
        return of("slice", "size", Integer.toString(bytes), "delay", Yaml.duration(pause));
    }

    /** A real deadlock until the rule ends. On call. */
    public static Fault deadlock() {
        return of("deadlock");
    }

    /** The method's body does not run. On call. */
    public static Fault skip() {
        return of("skip");
    }

    /** That much later; from 0. On every operation. */
    public static Fault delay(Duration delay) {
        return ofOne("delay", "value", Yaml.duration(delay));
    }

    /** Later by as much as is drawn between the two. */
    public static Fault delayUniform(Duration low, Duration high) {
        return of("delay", "uniform", "[" + Yaml.duration(low) + ", " + Yaml.duration(high) + "]");
    }

    /** Later by what is drawn around {@code mean}, and at most {@code max}. */
    public static Fault delayNormal(Duration mean, Duration sd, Duration max) {
        return delay(max, "normal", "mean", Yaml.duration(mean), "sd", Yaml.duration(sd));
    }

    /** Later by what is drawn, half of the time less than {@code median}, and at most {@code max}. */
    public static Fault delayLognormal(Duration median, Duration p99, Duration max) {
        return delay(max, "lognormal", "median", Yaml.duration(median), "p99", Yaml.duration(p99));
    }

    /** Later by what is drawn around {@code mean}, and at most {@code max}. */
    public static Fault delayExponential(Duration mean, Duration max) {
        return delay(max, "exponential", "mean", Yaml.duration(mean));
    }

    private static Fault delay(Duration max, String distribution, String... of) {
        return of("delay", distribution, Yaml.mapping(Yaml.entries(of)), "max", Yaml.duration(max));
    }

    /** After that long the operation's own timeout exception. On every operation. */
    public static Fault timeout(Duration after) {
        return ofOne("timeout", "after", Yaml.duration(after));
    }

    /** After that long an exception of that class instead. On call. */
    public static Fault timeout(Duration after, String className) {
        return timeout(after).option("throw", "{ class: " + Yaml.text(className) + " }", "timeout");
    }

    /** At most that many bytes at once, none lost. On read and write. */
    public static Fault shortTo(int bytes) {
        return of("short", "max", Integer.toString(bytes));
    }

    /** At most that many bytes in a second, on each connection. On read and write. */
    public static Fault throttle(long bytesPerSecond) {
        return ofOne("throttle", "rate", bytesPerSecond + "B/s");
    }

    /**
     * That exception; on call it is found by the class loader of the method's class, elsewhere it is an {@code IOException} or unchecked.
     *
     * @param message of the exception; null for none
     */
    public static Fault throwing(Class<? extends Throwable> exception, String message) {
        return throwing(exception.getName(), message);
    }

    /**
     * The exception of that class; on call it is found by the class loader of the method's class.
     *
     * @param className as {@link Class#getName} gives it
     * @param message of the exception; null for none
     */
    public static Fault throwing(String className, String message) {
        Fault thrown = of("throw", "class", Yaml.text(className));
        return message == null ? thrown : thrown.option("message", Yaml.text(message), "throw");
    }

    /**
     * That result, read by the type that the method declares; {@code "null"}, or no text at all, for null, and {@code "empty"} for what
     * is empty of that type. On call.
     */
    public static Fault returning(String value) {
        return ofOne("return", "value", value == null || value.equals("null") ? "null" : Yaml.text(value));
    }

    /** A damaged copy of the result, each value with that probability. On call. */
    public static Fault corruptResult(double rate) {
        return of("corrupt-result", "rate", Yaml.share(rate));
    }

    /** {@link #throttle}: all connections of the rule share the rate. */
    public Fault shared() {
        return option("shared", "true", "throttle");
    }

    /** Delay, timeout and throwing: the future that the method gives is late or fails, and nobody waits. On call. */
    public Fault async() {
        return option("async", "true", "delay", "timeout", "throw");
    }

    /** {@link #throwing}: also a checked exception that the method does not declare. On call. */
    public Fault forced() {
        return option("force", "true", "throw");
    }

    /** {@link #throwing}: with the rule's name in front of the message. On call. */
    public Fault labelled() {
        return option("label", "true", "throw");
    }

    /** A fault in the words of a rules file, such as {@code { throttle: 8KiB/s }}. */
    public static Fault yaml(String text) {
        return of(Objects.requireNonNull(text, "a fault that is null"));
    }

    /** As a rules file has several. */
    static String yaml(List<Fault> faults) {
        return Yaml.list(faults.stream().map(Fault::toString).toList());
    }

    /** As a rules file has it. */
    @Override
    public String toString() {
        if (options.isEmpty()) {
            return word;
        }
        String only = options.size() == 1 ? options.get(alone) : null;
        return "{ " + word + ": " + (only == null ? Yaml.mapping(options) : only) + " }";
    }
}
