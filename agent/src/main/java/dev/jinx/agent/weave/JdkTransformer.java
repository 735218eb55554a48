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
    private final Map<String, List<InterceptionPoint>> points;
    private final Map<String, Set<InterceptionPoint>> woven = new ConcurrentHashMap<>();

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

    /** Whether that class is to be woven. */
    boolean weaves(String name) {
        return points.containsKey(name);
    }

    /** Whether that class was woven. */
    boolean hasWoven(String name) {
        return woven.containsKey(name);
    }
}
