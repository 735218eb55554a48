package dev.jinx.agent.control;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** An injection in a flight recording. One thread. */
@Name("dev.jinx.Injection")
@Label("Injection")
@Category("Jinx")
@Description("A fault that Jinx injected")
@StackTrace(true)
public final class InjectionEvent extends Event {
    @Label("Rule")
    String rule;

    @Label("Labels")
    @Description("What the rules file has under labels, name=text, with commas between them")
    String labels;

    @Label("Operation")
    String operation;

    @Label("Target")
    String target;

    @Label("Fault")
    String fault;

    @Label("Detail")
    String detail;

    @Label("Delay")
    @Description("What was drawn for the rule's delays")
    @Timespan(Timespan.NANOSECONDS)
    long delay;
}
