package dev.jinx.testkit;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Rules that are in force until it is closed. Scopes nest: the rules of the one that was opened last are tried first, and before the
 * permanent ones; each is ended by itself, in whatever order. After the end its counters stay as they were. Any thread.
 */
public final class Scope implements AutoCloseable {
    /** What was warned of: once in a JVM, however many tests have the rule. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private static final Set<Long> SAID = ConcurrentHashMap.newKeySet();

    private final long number;
    private final long seed;

    /** Whether somebody wrote the seed, who knows it then. */
    private final boolean given;

    private final Injections injections;
    private Listeners listeners;
    private Map<String, Object> last;

    private Scope(long number, long seed, boolean given) {
        this.number = number;
        this.seed = seed;
        this.given = given;
        this.injections = new Injections(List.of(this));
    }

    static Scope open(String yaml, String source, OptionalLong seed) {
        Map<String, Object> request = Agent.request("open");
        request.put("yaml", Objects.requireNonNull(yaml, "rules that are null"));
        request.put("source", source);
        OptionalLong set = Seeds.set();
        OptionalLong wanted = set.isPresent() ? set : seed;
        if (wanted.isPresent()) {
            request.put("seed", wanted.getAsLong());
        }
        Map<String, Object> answer = Agent.ask(request);
        List<?> problems = (List<?>) answer.get("problems");
        if (!problems.isEmpty()) {
            StringBuilder text = new StringBuilder();
            problems.forEach(problem -> text.append(problem).append('\n'));
            throw new InvalidRulesException(text + "in\n" + yaml.stripTrailing());
        }
        for (Object warning : (List<?>) answer.get("warnings")) {
            if (WARNED.add(warning.toString())) {
                System.err.println("jinx: warning: " + warning);
            }
        }
        return new Scope((Long) answer.get("scope"), (Long) answer.get("seed"), (Boolean) answer.get("given"));
    }

    /** Says what its draws depend on where nobody else does: once for each seed, which is once in a JVM. */
    Scope sayingItsSeed() {
        if (!given && SAID.add(seed)) {
            System.err.println("jinx: what rules draw depends on " + Seeds.repeat(seed));
        }
        return this;
    }

    /** What the draws depend on: the same seed gives the same verdicts. */
    public long seed() {
        return seed;
    }

    /** The counters of its rules, live. */
    public Injections injections() {
        return injections;
    }

    /** The counters of one rule as they are now. */
    public RuleCounts rule(String name) {
        return injections.rule(name);
    }

    /** None of its rules acts, and who waits for one goes on; nothing is counted, until {@link #enable}. */
    public void disable() {
        enable(false);
    }

    /** Its rules act again, all of them. */
    public void enable() {
        enable(true);
    }

    private synchronized void enable(boolean on) {
        if (last != null) {
            throw new IllegalStateException("the scope is closed");
        }
        Map<String, Object> request = about("enable");
        request.put("on", on);
        Agent.ask(request);
    }

    /**
     * From now on that one is told of each injection, in their order, on a thread of the scope. All were told when the scope is closed. If
     * it throws, {@link #close} does. The rules concern what it does like everything else, but it is not told of that.
     */
    public synchronized void onInjection(Consumer<Injection> listener) {
        Objects.requireNonNull(listener, "listener");
        if (last != null) {
            throw new IllegalStateException("the scope is closed");
        }
        if (listeners == null) {
            listeners = new Listeners();
            listeners.start();
            Map<String, Object> request = about("listen");
            request.put("listener", listeners);
            Agent.ask(request);
        }
        listeners.add(listener);
    }

    /**
     * Each rule matched something, unless it may be unused, and did what it expects of itself.
     *
     * @throws AssertionError if that is not so
     */
    public void verify() {
        injections.verify();
    }

    /** Its rules go, and who waits for one goes on. A second time nothing happens. */
    @Override
    public void close() {
        Listeners told;
        synchronized (this) {
            if (last != null) {
                return;
            }
            last = Agent.askIfThere(about("close"));
            told = listeners;
            listeners = null;
        }
        if (told != null) {
            told.end();
        }
    }

    /** Its figures; {@code why} for those that also say why a rule never matched. */
    synchronized Map<String, Object> figures(boolean why) {
        if (last != null) {
            if (last.isEmpty()) {
                throw new IllegalStateException("Jinx was detached before the scope was closed: there are no figures");
            }
            return last;
        }
        Map<String, Object> request = about("counters");
        if (why) {
            request.put("why", true);
        }
        return Agent.ask(request);
    }

    private Map<String, Object> about(String what) {
        Map<String, Object> request = Agent.request(what);
        request.put("scope", number);
        return request;
    }
}
