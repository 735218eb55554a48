package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Runs of scenarios that several tests look at; each is made once for each JDK. */
final class Figures {
    private static final List<Figures> ALL = new CopyOnWriteArrayList<>();

    private final Function<Jdk, Run> make;
    private final Map<Jdk, Made> runs = new ConcurrentHashMap<>();

    /**
     * A run.
     *
     * @param disturbed whether the machine was disturbed meanwhile
     */
    private record Made(Run run, boolean disturbed) {}

    Figures(Function<Jdk, Run> make) {
        this.make = make;
        ALL.add(this);
    }

    /** The run on that JDK; the scenario must have come to its end. */
    Run of(Jdk jdk, String scenario) {
        Run run = runs.computeIfAbsent(jdk, this::make).run;
        assertThat(run.out()).as("%s, %s", jdk, scenario).contains("\ndone." + scenario + "=");
        return run;
    }

    private Made make(Jdk jdk) {
        try (Undisturbed.Watch watch = Undisturbed.watch()) {
            Run made = make.apply(jdk).ok();
            System.out.println(made);
            return new Made(made, watch.disturbed());
        }
    }

    /** Runs during which the machine was disturbed are made again when somebody looks at them; whether there was one. */
    static boolean forgetDisturbed() {
        boolean some = false;
        for (Figures figures : ALL) {
            some |= figures.runs.values().removeIf(Made::disturbed);
        }
        return some;
    }

    /** A number that a scenario said. */
    static double number(Run run, String name) {
        return Double.parseDouble(run.fact(name));
    }
}
