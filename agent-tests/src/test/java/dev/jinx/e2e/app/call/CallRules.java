package dev.jinx.e2e.app.call;

import dev.jinx.e2e.app.Say;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls a bank in many ways, and says what came of it. */
public final class CallRules {
    private CallRules() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "sequence" -> sequence(Integer.parseInt(arguments[1]));
            case "load" -> load(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            case "targets" -> targets();
            case "exceptions" -> exceptions();
            case "interrupts" -> interrupts();
            case "async" -> async();
            case "results" -> results();
            case "window" -> window();
            case "recursion" -> recursion();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static String tried(Callable<?> call) {
        try {
            return String.valueOf(call.call());
        } catch (Throwable t) {
            return CallShapes.describe(t);
        }
    }

    private static boolean fails(Callable<?> call) {
        try {
            call.call();
            return false;
        } catch (Exception e) {
            return true;
        }
    }

    /** A letter for each call. */
    private static void sequence(int calls) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < calls; i++) {
            letters.append(fails(() -> Bank.hit(1)) ? 'x' : '.');
        }
        Say.fact("sequence", letters);
        Say.fact("failed", letters.chars().filter(c -> c == 'x').count());
    }

    private static void load(int threads, int calls) throws InterruptedException {
        var failed = new java.util.concurrent.atomic.AtomicInteger();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                for (int j = 0; j < calls; j++) {
                    if (fails(() -> Bank.hit(1))) {
                        failed.incrementAndGet();
                    }
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
        Say.fact("failed", failed);
    }

    /** Another caller. */
    static final class Teller {
        static int ask() {
            return Bank.hit(1);
        }

        static int askLater() throws Exception {
            Callable<Integer> lambda = () -> Bank.hit(1);
            return lambda.call();
        }
    }

    private static void targets() throws Exception {
        Say.fact("eu", tried(() -> Bank.region("eu-1", 1, 2)));
        Say.fact("us", tried(() -> Bank.region("us-1", 1, 2)));
        Say.fact("us, 7", tried(() -> Bank.region("us-1", 7)));
        Say.fact("null", tried(() -> Bank.two(null, 1, "x")));
        Say.fact("wide", tried(() -> Bank.two("a", 5_000_000_000L, "last")));
        Say.fact(
                "bad words",
                tried(() -> Bank.two(
                        new Object() {
                            @Override
                            public String toString() {
                                Bank.hit(1);
                                throw new IllegalStateException("no words");
                            }
                        },
                        1,
                        "x")));
        Say.fact("main", tried(() -> Bank.hit(1)));
        Say.fact("teller", tried(Teller::ask));
        Say.fact("teller's lambda", tried(Teller::askLater));
        Thread thread = new Thread(() -> Say.fact("night", tried(() -> Bank.hit(1))), "night-shift");
        thread.start();
        thread.join();
        Say.fact("audited", tried(Bank::audited));
        Say.fact("audited class", tried(() -> new Bank.Vault().open()));
        Say.fact("made", tried(() -> new Bank(1).made()));
        Say.fact("made by default", tried(() -> new Bank().made()));
        Say.fact("runnable", tried(() -> {
            new Runnable() {
                @Override
                public void run() {
                    Bank.b();
                }
            }.run();
            return "ran";
        }));
    }

    private static void exceptions() {
        Say.fact("a", tried(Bank::a));
        Say.fact("b", tried(Bank::b));
        Say.fact("c", tried(Bank::c));
        Say.fact("d", tried(Bank::d));
        Say.fact("declared", tried(Bank::declared));
        Say.fact("undeclared", tried(Bank::undeclared));
        Say.fact("audited", tried(Bank::audited));
    }

    /** One that says it can be interrupted, and one that does not. */
    private static void interrupts() throws Exception {
        interrupt("declared", Bank::declared);
        interrupt("undeclared", Bank::undeclared);
        interrupt("d", Bank::d);
    }

    private static void interrupt(String name, Callable<?> call) throws Exception {
        CountDownLatch in = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            in.countDown();
            String gave = tried(call);
            Say.fact(name, gave + ", " + Thread.currentThread().isInterrupted());
        });
        thread.start();
        in.await();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        thread.interrupt();
        thread.join();
    }

    private static void async() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            future("future", Bank.future(CompletableFuture.completedFuture("done")));
            future(
                    "stage",
                    Bank.stage(CompletableFuture.completedFuture("done")).toCompletableFuture());
            future("plain", Bank.plain(pool, () -> "done"));
            future("failed", Bank.future(CompletableFuture.failedFuture(new IllegalStateException("own"))));
            CompletableFuture<String> own = new CompletableFuture<>();
            Future<String> given = Bank.future(own);
            Say.fact("cancelled", given.cancel(true) + " " + own.isCancelled() + " " + given.isCancelled());
            CountDownLatch never = new CountDownLatch(1);
            CountDownLatch started = new CountDownLatch(1);
            Future<String> task = Bank.plain(pool, () -> {
                started.countDown();
                never.await();
                return "";
            });
            Say.fact("cancelled plain", task.cancel(true) + " " + task.isCancelled());
        } finally {
            pool.shutdownNow();
        }
    }

    /** What is done at once, and what becomes of it. */
    private static void future(String name, Future<String> given) {
        boolean done = given.isDone();
        long start = System.nanoTime();
        String early;
        try {
            early = given.get(1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            early = "not yet";
        } catch (Exception e) {
            early = "failed";
        }
        String gave;
        try {
            gave = given.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            gave = e.getClass().getSimpleName() + " of " + CallShapes.describe(cause);
        }
        Say.fact(name, done + " " + early + " " + gave);
        Say.fact(name + " millis", (System.nanoTime() - start) / 1_000_000);
    }

    private static void results() {
        List<String> tags = new ArrayList<>(List.of("abc", "de"));
        Bank.Account account = Bank.account(tags);
        Say.fact(
                "account",
                account.owner() + " " + account.note() + " " + account.cents() + " " + account.open() + " "
                        + account.state() + " " + account.days()[0] + " " + account.days()[1] + " " + account.tags());
        Say.fact("tags", tags);
        Map<String, Integer> map = Map.of("a", 1);
        Say.fact("map", Bank.map(map) + " " + map);
        Say.fact("sorted", Bank.sorted(new TreeMap<>(map)).firstEntry().getValue());
        Say.fact("set", Bank.set(new LinkedHashSet<>(List.of("ab"))));
        Say.fact("list", Bank.list(new ArrayList<>(List.of(1, 2))));
        Say.fact("optional", Bank.optional());
        Bank.Card card = new Bank.Card();
        Say.fact("card", tried(() -> Bank.card(card).words()) + " " + card.words());
        Say.fact("positive", tried(Bank::positive));
        Say.fact("unknown", tried(() -> Bank.unknown() == Thread.currentThread()));
        Say.fact("nothing", Bank.nothing());
        Say.fact("any", Bank.any());
        Say.fact("state", Bank.state());
        Say.fact("boxed", Bank.boxed());
        Say.fact("linked", Bank.linked());
    }

    private static void window() throws InterruptedException {
        boolean before = fails(() -> Bank.hit(1));
        long end = System.nanoTime() + 20_000_000_000L;
        while (!fails(() -> Bank.hit(1)) && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        boolean inside = System.nanoTime() < end;
        while (fails(() -> Bank.hit(1)) && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        Say.fact("window", before + " " + inside + " " + (System.nanoTime() < end));
    }

    private static int deep(int n) {
        return n == 0 ? 0 : 1 + deep(n - 1);
    }

    private static int endless() {
        return 1 + endless();
    }

    private static void recursion() {
        Say.fact("deep", deep(1000));
        String what = tried(CallRules::endless);
        Say.fact("endless", what.substring(0, what.indexOf(" in ")));
        Say.fact("still", fails(() -> Bank.hit(1)));
    }
}
