package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Runs of scenarios that several tests look at; each is made once for each JDK. */
final class Figures {
    private final Function<Jdk, Run> make;
    private final Map<Jdk, Run> runs = new ConcurrentHashMap<>();

    Figures(Function<Jdk, Run> make) {
        this.make = make;
    }

    /** The run on that JDK; the scenario must have come to its end. */
    Run of(Jdk jdk, String scenario) {
        Run run = runs.computeIfAbsent(jdk, one -> {
            Run made = make.apply(one).ok();
            System.out.println(made);
            return made;
        });
        assertThat(run.out()).as("%s, %s", jdk, scenario).contains("\ndone." + scenario + "=");
        return run;
    }

    /** A number that a scenario said. */
    static double number(Run run, String name) {
        return Double.parseDouble(run.fact(name));
    }
}
