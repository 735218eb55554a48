package dev.jinx.agent.weave;

import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts into the JDK what the rules in force need, and looks afterwards whether it is there. */
public final class Weaving {
    private static final Set<Group> WOVEN = EnumSet.noneOf(Group.class);
    private static JdkTransformer inPlace;
    private static Instrumentation placedBy;

    private Weaving() {}

    /**
     * The runtime's classes become visible to the JDK. Before this, no type of the runtime may be used.
     *
     * @throws IOException if the agent's jar cannot be read
     */
    public static void defineRuntime(Instrumentation instrumentation) throws IOException {
        Boot.define(instrumentation);
    }

    /**
     * Weaves what a plan needs: classes that are loaded already at once, the others when they are. What an earlier plan needed stays.
     *
     * @throws UnmodifiableClassException if the JVM does not let a JDK class be changed
     */
    public static synchronized void install(Instrumentation instrumentation, Plan plan)
            throws UnmodifiableClassException {
        Set<Group> groups = EnumSet.copyOf(WOVEN);
        if (!groups.addAll(groups(plan))) {
            return;
        }
        Map<String, List<InterceptionPoint>> points = points(groups);
        if (inPlace == null) {
            inPlace = new JdkTransformer(points);
            // Each -javaagent has an Instrumentation of its own, and only the one that added it can remove it.
            placedBy = instrumentation;
            instrumentation.addTransformer(inPlace, true);
        } else {
            inPlace.points(points);
        }
        WOVEN.addAll(groups);
        Class<?>[] all = instrumentation.getAllLoadedClasses();
        weaveLoaded(instrumentation, inPlace, all);
        Class<?>[] then = instrumentation.getAllLoadedClasses();
        // A class that was on its way through the JVM when the points changed is there now.
        if (!areSame(all, then)) {
            weaveLoaded(instrumentation, inPlace, then);
        }
    }

    private static boolean areSame(Class<?>[] some, Class<?>[] others) {
        if (some.length != others.length) {
            return false;
        }
        for (int i = 0; i < some.length; i++) {
            if (some[i] != others[i]) {
                return false;
            }
        }
        return true;
    }

    /** Has a transformer weave what is loaded. */
    static void weaveLoaded(Instrumentation instrumentation, JdkTransformer transformer)
            throws UnmodifiableClassException {
        weaveLoaded(instrumentation, transformer, instrumentation.getAllLoadedClasses());
    }

    private static void weaveLoaded(Instrumentation instrumentation, JdkTransformer transformer, Class<?>[] all)
            throws UnmodifiableClassException {
        List<Class<?>> behind = new ArrayList<>();
        for (Class<?> type : loaded(all, transformer.points())) {
            if (!transformer.isUpToDate(internal(type))) {
                behind.add(type);
            }
        }
        // From the original: what was woven before does not count.
        retransform(instrumentation, behind);
        for (Class<?> type : behind) {
            if (!transformer.hasWoven(internal(type))) {
                Missing.tell(type.getName());
            }
        }
    }

    /**
     * Gives the JDK's classes back what they were, method by method.
     *
     * @throws UnmodifiableClassException if the JVM does not let a JDK class be changed
     */
    public static synchronized void uninstall(Instrumentation instrumentation) throws UnmodifiableClassException {
        JdkTransformer before = inPlace;
        if (before == null) {
            return;
        }
        placedBy.removeTransformer(before);
        inPlace = null;
        placedBy = null;
        WOVEN.clear();
        giveBack(instrumentation, before);
    }

    /** The classes of a transformer that was removed become what they were. */
    static void giveBack(Instrumentation instrumentation, JdkTransformer removed) throws UnmodifiableClassException {
        retransform(instrumentation, loaded(instrumentation.getAllLoadedClasses(), removed.points()));
    }

    private static void retransform(Instrumentation instrumentation, List<Class<?>> types)
            throws UnmodifiableClassException {
        if (!types.isEmpty()) {
            instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
        }
    }

    /** Those of them that are loaded. */
    private static List<Class<?>> loaded(Class<?>[] all, Map<String, List<InterceptionPoint>> points) {
        Set<String> names = new HashSet<>();
        for (String name : points.keySet()) {
            names.add(name.replace('/', '.'));
        }
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : all) {
            // A start asks a thousand classes, none of which is woven: the first time, the JVM makes the name.
            if (!type.isInterface()
                    && !type.isArray()
                    && type.getClassLoader() == null
                    && names.contains(type.getName())) {
                loaded.add(type);
            }
        }
        return loaded;
    }

    private static String internal(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    /** What a plan needs. */
    static Set<Group> groups(Plan plan) {
        Set<Group> groups = EnumSet.noneOf(Group.class);
        if (!onStreams(plan)) {
            return groups;
        }
        // Connect and accept also tell which targets there are, for the report.
        groups.add(Group.BORDER);
        groups.add(Group.ASYNC);
        for (dev.jinx.runtime.plan.Rule rule : plan.rules()) {
            if (rule.waits() || rule.lingers() || rule.changes()) {
                groups.add(Group.SELECTOR);
            }
            if (rule.lingers()) {
                // A connection stays subject to it, whatever is done next.
                groups.add(Group.READ);
                groups.add(Group.WRITE);
            }
        }
        groups.add(Group.CONNECT);
        groups.add(Group.ACCEPT);
        if (plan.table(Operation.READ).used() || plan.watchesTraffic()) {
            groups.add(Group.READ);
        }
        if (plan.table(Operation.WRITE).used() || plan.watchesTraffic()) {
            groups.add(Group.WRITE);
        }
        if (plan.table(Operation.CLOSE).used()) {
            groups.add(Group.CLOSE);
        }
        if (plan.watchesNames()) {
            groups.add(Group.NAMES);
        }
        return groups;
    }

    private static boolean onStreams(Plan plan) {
        for (Operation operation : Operation.values()) {
            if (operation != Operation.CALL && plan.table(operation).used()) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, List<InterceptionPoint>> points(Set<Group> groups) {
        return points(Catalogue.POINTS, groups);
    }

    /** Those of these groups, by their class. */
    static Map<String, List<InterceptionPoint>> points(List<InterceptionPoint> all, Set<Group> groups) {
        Map<String, List<InterceptionPoint>> points = new HashMap<>();
        for (InterceptionPoint point : all) {
            if (groups.contains(point.group())) {
                List<InterceptionPoint> list = points.get(point.type());
                if (list == null) {
                    list = new ArrayList<>();
                    points.put(point.type(), list);
                }
                list.add(point);
            }
        }
        return points;
    }
}
