package dev.jinx.agent.weave;

import dev.jinx.runtime.scope.Marks;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.EnumSet;

/** Has it told for whom each thread works, while some scope asks for that. */
public final class TaskWeaving {
    private static JdkTransformer inPlace;
    private static Instrumentation placedBy;

    private TaskWeaving() {}

    /**
     * It is needed, or no longer.
     *
     * @throws UnmodifiableClassException if the JVM does not let a JDK class be changed
     */
    public static synchronized void needed(Instrumentation instrumentation, boolean now)
            throws UnmodifiableClassException {
        if (now && inPlace == null) {
            JdkTransformer transformer =
                    new JdkTransformer(Weaving.points(TaskCatalogue.POINTS, EnumSet.of(Group.TASKS)));
            instrumentation.addTransformer(transformer, true);
            inPlace = transformer;
            placedBy = instrumentation;
            Weaving.weaveLoaded(instrumentation, transformer);
            Marks.active(true);
        } else if (!now && inPlace != null) {
            Marks.active(false);
            JdkTransformer before = inPlace;
            inPlace = null;
            placedBy.removeTransformer(before);
            Weaving.giveBack(instrumentation, before);
        }
    }
}
