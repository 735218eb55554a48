package dev.jinx.agent;

import dev.jinx.agent.compile.PlanCompiler;
import dev.jinx.agent.control.RulesInForce;
import dev.jinx.agent.control.RunnerConnections;
import dev.jinx.agent.control.StrayConnections;
import dev.jinx.agent.control.WatchThread;
import dev.jinx.agent.control.WatchedFile;
import dev.jinx.agent.report.Figures;
import dev.jinx.agent.report.Report;
import dev.jinx.agent.report.Reporter;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.settings.Log;
import dev.jinx.agent.settings.Settings;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.plan.Safety;
import dev.jinx.runtime.plan.Target;
import dev.jinx.runtime.stats.Failures;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Rules in force, with all that makes them act and reports on them. One thread at a time; {@link Session} sees to that. */
final class InForce implements RulesInForce {
    /** How long the end of a thread is waited for, in milliseconds. */
    private static final long PATIENCE = 1_000;
    /** Milliseconds in which a call that was decided upon, and is counted, comes to the kernel's border. */
    private static final long IN_FLIGHT = 50;

    /** Milliseconds for which is waited until held bytes are where they belong. */
    private static final long SETTLING = 2_000;

    private final Instrumentation instrumentation;
    private final long startedMillis = System.currentTimeMillis();
    private final List<AutoCloseable> parts = new ArrayList<>();

    private final Standing standing = new Standing();
    private final Woven woven;

    private Settings settings;
    private volatile Run run;

    /** The permanent rules, without those of scopes. */
    private RulesFile permanent;

    private Scopes scopes = Scopes.NONE;

    /** What the rules of tests spare; empty before the first test. */
    private Target[] runner = {};

    private boolean runnerKnown;
    private WatchThread watch;
    private Optional<String> path = Optional.empty();
    private Reporter reporter;
    private FlushThread flush;
    private Exit exit;

    /** Local ports of the JVM's management server that became known. */
    private final Set<Integer> management = new TreeSet<>();

    /** Whether connections are looked for that no hook knows. */
    private boolean searches;

    private InForce(Settings settings, Instrumentation instrumentation) {
        this.settings = settings;
        this.instrumentation = instrumentation;
        woven = new Woven(instrumentation);
    }

    /** Puts rules in force where none are. */
    static InForce start(RulesFile rules, Optional<String> path, Settings settings, Instrumentation instrumentation)
            throws Exception {
        InForce started = new InForce(settings, instrumentation);
        if (settings.paused()) {
            started.standing.pause();
        }
        try {
            Optional<Long> seed = seed(rules, settings);
            started.install(rules, seed.isPresent() ? seed.get() : System.nanoTime(), Scopes.NONE);
        } catch (Throwable t) {
            started.takeAway(new Ending());
            throw t;
        }
        started.path = path;
        started.report(settings);
        started.exit = new Exit(started.reporter);
        Runtime.getRuntime().addShutdownHook(started.exit);
        started.say(false);
        return started;
    }

    /** Puts rules in the place of those in force; rules that mean the same stay, with their counts. If it fails, nothing changed. */
    @SuppressWarnings("ReferenceEquality") // those in force, and not some with equal words
    void replace(RulesFile next, Optional<String> from, Settings wanted) throws Exception {
        Optional<Long> seed = seed(next, wanted);
        // A reload brings the settings that are in force, and goes on as it was told since.
        boolean pauses = wanted != settings && wanted.paused() && !standing.isPaused();
        if (pauses) {
            pause();
        }
        boolean sameReport = wanted.report().equals(settings.report())
                && next.report().equals(run.file().report());
        try {
            install(next, seed.isPresent() ? seed.get() : run.plan().seed(), scopes);
        } catch (Throwable t) {
            if (pauses) {
                resume();
            }
            throw t;
        }
        settings = wanted;
        path = from;
        if (sameReport) {
            reporter.goOn(run);
        } else {
            Reporter last = reporter;
            report(wanted);
            exit.reporter(reporter);
            last.replaced();
        }
        if (watch != null) {
            watch.wake();
        }
        say(true);
    }

    private static Optional<Long> seed(RulesFile rules, Settings settings) {
        if (settings.seed().isPresent() || rules.seed().isEmpty()) {
            return settings.seed();
        }
        return Optional.of(rules.seed().getAsLong());
    }

    /** A scope further in than those that are open: its rules are tried first. */
    void open(List<dev.jinx.agent.rules.Rule> rules, long seed) throws Exception {
        if (scopes.isEmpty() && permanent.rules().isEmpty()) {
            // What was seen before the first scope tells nothing about a rule in it.
            for (Operation operation : Operation.values()) {
                run.plan().table(operation).seen().clear();
            }
        }
        if (!runnerKnown) {
            // It is connected by now, and of what the application is connected to it is the least yet.
            runner = RunnerConnections.find();
            runnerKnown = true;
        }
        install(permanent, run.plan().seed(), scopes.with(rules, seed));
    }

    /** That scope ends, whichever others are open; false if it has ended already. */
    boolean close(List<dev.jinx.agent.rules.Rule> rules) throws Exception {
        if (!scopes.has(rules)) {
            return false;
        }
        install(permanent, run.plan().seed(), scopes.without(rules));
        return true;
    }

    private void install(RulesFile file, long seed, Scopes inside) throws Exception {
        RulesFile rules = inside.before(file);
        PlanCompiler.Each each = inside.each(file, seed, runner);
        Plan plan = run == null
                ? PlanCompiler.compile(
                        rules.rules(), each, seed, PlanCompiler.safety(rules.safety(), management), List.of(), null)
                : PlanCompiler.compile(
                        rules.rules(), each, seed, safety(rules), run.file().rules(), run.plan());
        woven.weave(rules, plan, run);
        if (plan.watchesPeers() && !searches) {
            searches = true;
            add(StrayConnections.search());
        }
        Hooks.install(plan);
        permanent = file;
        scopes = inside;
        run = new Run(rules, plan, startedMillis);
        standing.now(run);
    }

    @Override
    public boolean weaveLatecomers() {
        return woven.weaveLatecomers();
    }

    /** Limits that mean the same go on where they are. */
    private Safety safety(RulesFile rules) {
        Safety now = run.plan().safety();
        boolean unprotected = now == Safety.NONE && !management.isEmpty();
        return rules.safety().equals(run.file().safety()) && !unprotected
                ? now
                : PlanCompiler.safety(rules.safety(), management);
    }

    /** From now on no rule concerns who talks to this JVM's management server at that port. */
    void protectManagement(int port) throws Exception {
        if (management.add(port)) {
            if (run.plan().safety() == Safety.NONE) {
                install(permanent, run.plan().seed(), scopes);
                reporter.goOn(run);
            } else {
                run.plan().safety().protect(PlanCompiler.localPort(port));
            }
        }
    }

    @Override
    public void protect(int port) throws Exception {
        Session.protect(port);
    }

    /** Watches the rules file, if the settings want that and its content is known; and everything else. */
    void watch(byte[] content) {
        boolean watches = settings.watches() && content != null && path.isPresent();
        WatchedFile file = watches ? new WatchedFile(path.get(), content) : null;
        if (watch == null) {
            watch = new WatchThread(this, file, settings.log());
            add(watch);
            watch.begin();
        } else {
            watch.watch(file);
        }
    }

    @Override
    public Parsed parse(String source, byte[] content) {
        return RulesSource.parse(settings, source, content);
    }

    @Override
    public void replace(RulesFile rules) throws Exception {
        Session.replace(rules);
    }

    private void report(Settings wanted) {
        RulesFile.ReportSettings report = run.file().report();
        Optional<String> json = wanted.report().isPresent() ? wanted.report() : report.json();
        reporter = new Reporter(run, report.console(), json, wanted.runReport(), instrumentation, wanted.log());
        if (reporter.hasFiles()) {
            // The one before ends by itself once its reporter was replaced.
            flush = new FlushThread(reporter);
            flush.start();
        }
    }

    private void say(boolean replaces) {
        int count = permanent.rules().size();
        if (count == 0) {
            return;
        }
        log().info(count + (count == 1 ? " rule from " : " rules from ")
                + run.file().source() + " in force" + (replaces ? " instead of the rules so far" : "")
                + (Hooks.paused() ? ", paused until `resume`" : "") + ", seed "
                + run.plan().seed());
    }

    Log log() {
        return settings.log();
    }

    Settings settings() {
        return settings;
    }

    Instrumentation instrumentation() {
        return instrumentation;
    }

    /** The rules, and what counts for them. */
    @Override
    public Run run() {
        return run;
    }

    /** Why there will be no report; empty if there will, as far as is known. */
    String reportProblem() {
        return reporter.problem();
    }

    /** Where the rules can be read again; empty where they cannot. */
    Optional<String> path() {
        return path;
    }

    /** That goes when everything goes: a watcher, a bean. */
    void add(AutoCloseable part) {
        parts.add(part);
    }

    /** Not through the session: who detaches holds it, and waits for the thread that pauses when the time is over. */
    @Override
    public void pause() {
        standing.pause();
    }

    @Override
    public void resume() {
        standing.resume();
    }

    @Override
    public void expire() {
        standing.expire();
    }

    @Override
    public void renew() {
        standing.renew();
    }

    /** Switches a rule on or off; false if there is no such rule. */
    boolean enable(String name, boolean on) {
        Rule[] rules = run.plan().rules();
        // From the end: a permanent rule before that of a scope.
        for (int i = rules.length - 1; i >= 0; i--) {
            if (rules[i].name().equals(name)) {
                Hooks.enable(rules[i], on);
                return true;
            }
        }
        return false;
    }

    /** Pauses, and waits until no byte of the application's is in our hands; returns how many are left. */
    long settle() throws InterruptedException {
        pause();
        return Connections.settle(SETTLING);
    }

    /** Ends the thread that watches. What it waits for must not be held by the caller. */
    void endWatch() {
        if (watch != null) {
            watch.close();
        }
    }

    /** Takes everything away, and reports. What goes wrong does not keep the rest from going. */
    Report detach() throws Exception {
        Ending ending = new Ending();
        standing.end();
        ending.step(() -> Thread.sleep(IN_FLIGHT));
        Hooks.disarm();
        // As long as it is known what is woven.
        Report reasons = Figures.pull(run, true, instrumentation.getAllLoadedClasses());
        for (AutoCloseable part : parts) {
            ending.step(part);
        }
        takeAway(ending);
        // Now nothing is counted any more.
        Report last = Figures.pull(run, reasons);
        ending.step(() -> Runtime.getRuntime().removeShutdownHook(exit));
        ending.step(() -> reporter.end(last));
        if (flush != null) {
            ending.step(() -> flush.end(PATIENCE));
        }
        // What they hold of the agent's own classes would keep its loader.
        Failures.clear();
        ending.step(RecordCaches::clear);
        ending.rethrow();
        return last;
    }

    private void takeAway(Ending ending) {
        ending.step(Hooks::disarm);
        woven.giveBack(ending);
        ending.step(() -> Connections.endTimer(PATIENCE));
        ending.step(State::forget);
    }
}
