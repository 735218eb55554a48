package dev.jinx.e2e.app.call;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** What rules on calls are for. */
public class Bank {
    /** Marks what rules find by annotation. */
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.CLASS)
    @interface Audited {}

    /** An exception of the application's own, which only its loader finds; its constructor wants a cause. */
    static final class Overdrawn extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Overdrawn(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** One whose constructor wants nothing. */
    static final class Closed extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Closed() {
            super("closed for ever");
        }
    }

    /** A checked one. */
    static final class Lost extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** One that cannot be made. */
    static final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1;

        Odd(int number) {
            super("odd " + number);
        }
    }

    /** A constant or two. */
    enum State {
        OPEN,
        SHUT
    }

    /** Everything that damage knows, and something it does not. */
    record Account(String owner, String note, long cents, boolean open, State state, int[] days, List<String> tags) {}

    /** A record that takes no negative number. */
    record Positive(int n) {
        Positive {
            if (n < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    /** A bean. */
    static class Card {
        private String holder = "ann";
        private int limit = 5;
        private Card other;

        String words() {
            return holder + " " + limit + " " + (other == this) + " " + (other != null && other.other == this);
        }
    }

    private final int made;

    public Bank(int made) {
        this.made = made;
    }

    public Bank() {
        this(1);
    }

    public int made() {
        return made;
    }

    static int hit(int n) {
        return n;
    }

    static String region(String region, int... amounts) {
        return region + amounts.length;
    }

    static int two(Object what, long wide, String last) {
        return 1;
    }

    static int declared() throws IOException, InterruptedException, TimeoutException {
        return 1;
    }

    static int undeclared() {
        return 1;
    }

    static int a() {
        return 1;
    }

    static int b() {
        return 1;
    }

    static int c() {
        return 1;
    }

    static int d() {
        return 1;
    }

    @Audited
    static int audited() {
        return 1;
    }

    /** Audited as a whole. */
    @Audited
    static final class Vault {
        int open() {
            return 1;
        }
    }

    static CompletableFuture<String> future(CompletableFuture<String> given) {
        return given;
    }

    static CompletionStage<String> stage(CompletableFuture<String> given) {
        return given;
    }

    static Future<String> plain(ExecutorService pool, Callable<String> task) {
        return pool.submit(task);
    }

    static Account account(List<String> tags) {
        return new Account("ann", null, 5, true, State.OPEN, new int[] {1, -2}, tags);
    }

    static Map<String, Integer> map(Map<String, Integer> given) {
        return given;
    }

    static TreeMap<String, Integer> sorted(TreeMap<String, Integer> given) {
        return given;
    }

    static Set<String> set(LinkedHashSet<String> given) {
        return given;
    }

    static ArrayList<Integer> list(ArrayList<Integer> given) {
        return given;
    }

    static Optional<String> optional() {
        return Optional.of("ann");
    }

    static Card card(Card given) {
        return given;
    }

    static Positive positive() {
        return new Positive(1);
    }

    static Thread unknown() {
        return Thread.currentThread();
    }

    static String nothing() {
        return null;
    }

    static Object any() {
        return null;
    }

    static State state() {
        return State.OPEN;
    }

    static Integer boxed() {
        return 1;
    }

    static LinkedHashMap<String, String> linked() {
        return new LinkedHashMap<>(Map.of("a", "b"));
    }
}
