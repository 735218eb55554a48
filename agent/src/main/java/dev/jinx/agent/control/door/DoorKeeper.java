package dev.jinx.agent.control.door;

import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.agent.rules.SafetySettings;
import dev.jinx.agent.settings.Version;
import dev.jinx.runtime.scope.Marks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Carries out what a test kit asks for. A request has {@code do} and what it needs; an answer has {@code problem} where it could not be
 * done. Any thread.
 *
 * <table>
 * <caption>Requests</caption>
 * <tr><td>{@code version}</td><td>the version of the agent</td></tr>
 * <tr><td>{@code check}</td><td>{@code yaml}, {@code source}: {@code problems} and {@code warnings} of rules</td></tr>
 * <tr><td>{@code open}</td><td>the same, {@code seed}: the rules are in force; {@code scope} is their number, {@code rules} their
 * names, {@code given} whether the seed is theirs and not the run's</td></tr>
 * <tr><td>{@code counters}</td><td>{@code scope}: its figures; {@code why}: with the reasons of rules that never matched</td></tr>
 * <tr><td>{@code enable}</td><td>{@code scope}, {@code on}</td></tr>
 * <tr><td>{@code listen}</td><td>{@code scope}, {@code listener}: a consumer of maps, which must not wait</td></tr>
 * <tr><td>{@code close}</td><td>{@code scope}: it ends; its last figures</td></tr>
 * </table>
 */
public final class DoorKeeper implements Function<Map<String, Object>, Map<String, Object>> {
    private final ScopedRules subject;
    private final ConcurrentHashMap<Long, OpenScope> open = new ConcurrentHashMap<>();
    /** Not from 1: a scope of before a `detach` must not be taken for one of after it. */
    private final AtomicLong numbers = new AtomicLong(System.nanoTime());

    /** Acts on that. */
    public DoorKeeper(ScopedRules subject) {
        this.subject = subject;
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            carryOut(request, answer);
        } catch (Throwable t) {
            // The caller knows none of our classes, and not even all exceptions of the JDK are meant for him.
            answer.put("problem", t instanceof IllegalArgumentException ? t.getMessage() : t.toString());
        }
        return answer;
    }

    private void carryOut(Map<String, Object> request, Map<String, Object> answer) throws Exception {
        switch (String.valueOf(request.get("do"))) {
            case "version" -> answer.put("version", Version.text());
            case "check" -> parse(request, answer);
            case "open" -> open(request, answer);
            case "counters" -> answer.putAll(scope(request).figures(run(), request.get("why") != null, subject));
            case "enable" -> scope(request).enable(Boolean.TRUE.equals(request.get("on")));
            case "listen" -> listen(request);
            case "close" -> close(request, answer);
            default ->
                throw new IllegalArgumentException("the agent does not know '" + request.get("do")
                        + "': the test kit and jinx.jar are of different versions");
        }
    }

    private Run run() {
        return subject.run().orElseThrow(() -> new IllegalArgumentException("Jinx was detached"));
    }

    private OpenScope scope(Map<String, Object> request) {
        OpenScope scope = open.get(request.get("scope"));
        if (scope == null) {
            throw new IllegalArgumentException("the scope is not open: it was closed, or Jinx was detached meanwhile");
        }
        return scope;
    }

    private static Optional<RulesFile> parse(Map<String, Object> request, Map<String, Object> answer) {
        byte[] utf8 = String.valueOf(request.get("yaml")).getBytes(StandardCharsets.UTF_8);
        String source = String.valueOf(request.get("source"));
        Parsed parsed = RulesParser.parseTest(source, utf8, variables());
        List<String> problems = words(parsed.problems());
        if (parsed.file().isPresent()) {
            RulesFile file = parsed.file().get();
            if (!file.safety().equals(SafetySettings.NONE)) {
                problems.add(source + ": `safety` is of the whole JVM and not of a scope: leave it out");
            }
            if (!file.report().equals(RulesFile.ReportSettings.DEFAULT)) {
                problems.add(source + ": `report` is of the whole JVM and not of a scope: leave it out");
            }
        }
        answer.put("problems", problems);
        answer.put("warnings", words(parsed.warnings()));
        return problems.isEmpty() ? parsed.file() : Optional.empty();
    }

    /** System properties too: a test learns its servers' ports when they run, and can set no variable of its environment. */
    private static Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(System.getenv());
        for (String name : System.getProperties().stringPropertyNames()) {
            variables.put(name, System.getProperty(name));
        }
        return variables;
    }

    private static List<String> words(List<Problem> problems) {
        List<String> words = new ArrayList<>();
        for (Problem problem : problems) {
            words.add(problem.toString());
        }
        return words;
    }

    private void open(Map<String, Object> request, Map<String, Object> answer) throws Exception {
        Optional<RulesFile> file = parse(request, answer);
        if (file.isEmpty()) {
            return;
        }
        OptionalLong seed = request.get("seed") instanceof Long given
                ? OptionalLong.of(given)
                : file.get().seed();
        // A list of its own, because the list is what the scope is known by.
        List<dev.jinx.agent.rules.Rule> rules = new ArrayList<>(file.get().rules());
        long[] before = OpenScope.calls(run().plan());
        // The caller's thread is the test's; the mark is there before the rules are.
        Marks.push(rules);
        boolean done = false;
        long drawn;
        long number = numbers.incrementAndGet();
        try {
            if (!subject.open(rules, seed)) {
                throw new IllegalArgumentException("Jinx was detached");
            }
            drawn = seed.isPresent() ? seed.getAsLong() : run().plan().seed();
            open.put(number, new OpenScope(rules, run(), before, drawn));
            done = true;
        } finally {
            if (!done) {
                Marks.pop(rules);
            }
        }
        List<String> names = new ArrayList<>();
        for (dev.jinx.agent.rules.Rule rule : rules) {
            names.add(rule.name());
        }
        answer.put("scope", number);
        answer.put("seed", drawn);
        answer.put("given", seed.isPresent());
        answer.put("rules", names);
    }

    @SuppressWarnings("unchecked") // the one form in which it can be passed on
    private void listen(Map<String, Object> request) {
        scope(request).listen((Consumer<Map<String, Object>>) request.get("listener"));
    }

    private void close(Map<String, Object> request, Map<String, Object> answer) throws Exception {
        OpenScope scope = open.remove(request.get("scope"));
        if (scope == null) {
            // It went with the agent that it was opened on.
            return;
        }
        Run last;
        try {
            last = run();
            subject.close(scope.written());
        } finally {
            Marks.pop(scope.written());
        }
        // Now nothing is counted any more; why a rule never matched is told by what was in force with it.
        answer.putAll(scope.figures(last, true, subject));
        scope.listen(null);
    }
}
