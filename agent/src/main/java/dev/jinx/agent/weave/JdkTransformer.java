package dev.jinx.agent.weave;

import dev.jinx.runtime.stats.Failures;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Weaves the JDK classes of the catalogue when they are loaded or retransformed. Every class that the JVM loads comes by here: the
 * others cost one look at their loader.
 */
final class JdkTransformer implements ClassFileTransformer {
    private volatile Map<String, List<InterceptionPoint>> points;
    private final Map<String, Set<InterceptionPoint>> woven = new ConcurrentHashMap<>();

    /** With how many points each class came by last, whatever came of it. */
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    /**
     * A transformer.
     *
     * @param points by the internal name of their class
     */
    JdkTransformer(Map<String, List<InterceptionPoint>> points) {
        this.points = points;
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
        if (loader != null || name == null) {
            return null;
        }
        List<InterceptionPoint> wanted = points.get(name);
        if (wanted == null) {
            return null;
        }
        seen.put(name, wanted.size());
        try {
            Weaver.Woven result = Weaver.weave(bytes, wanted);
            woven.put(name, result.woven());
            Missing.report(wanted, result.woven());
            return result.bytes();
        } catch (Throwable t) {
            Failures.record("weaving " + name.replace('/', '.'), t);
            System.err.println(
                    "jinx: could not weave " + name.replace('/', '.') + ", so its rules have no effect: " + t);
            return null;
        }
    }

    /** From now on classes are woven with these. It stays where it is, so that no class is defined without it, or comes by twice. */
    void points(Map<String, List<InterceptionPoint>> next) {
        points = next;
    }

    /** With what classes are woven, by their internal names. */
    Map<String, List<InterceptionPoint>> points() {
        return points;
    }

    /** Whether that class came by with all the points that it is woven with now; points are only ever added. */
    boolean isUpToDate(String name) {
        return seen.getOrDefault(name, 0) == points.get(name).size();
    }

    /** Whether that class was woven. */
    boolean hasWoven(String name) {
        return woven.containsKey(name);
    }
}
