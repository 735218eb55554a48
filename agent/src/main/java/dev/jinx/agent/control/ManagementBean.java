package dev.jinx.agent.control;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Registers {@code dev.jinx:type=Jinx} with the platform's MBean server, a second after the start and on the thread that watches: to make
 * that server takes some 50 ms, which no start is to pay. Where there is no java.management, nothing is registered.
 */
final class ManagementBean implements Chore {
    private final RulesInForce inForce;
    private boolean waited;
    private ObjectName name;

    ManagementBean(RulesInForce inForce) {
        this.inForce = inForce;
    }

    @Override
    public long run() throws JMException {
        if (!waited) {
            waited = true;
            return INTERVAL;
        }
        if (name != null) {
            return NEVER;
        }
        if (!available() || !harmless()) {
            return available() ? INTERVAL : NEVER;
        }
        ObjectName wanted = new ObjectName("dev.jinx:type=Jinx");
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        if (!server.isRegistered(wanted)) {
            server.registerMBean(new JinxBean(inForce), wanted);
            name = wanted;
        }
        return NEVER;
    }

    private static boolean available() {
        return ModuleLayer.boot().findModule("java.management").isPresent();
    }

    /**
     * The server's making also makes the LogManager. JBoss Modules sets the property for its own in main, and it must not find another
     * one made already.
     */
    private static boolean harmless() {
        return !System.getProperty("sun.java.command", "").contains("jboss-modules")
                || System.getProperty("java.util.logging.manager") != null;
    }

    @Override
    public void close() {
        if (name == null) {
            return;
        }
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (JMException e) {
            // Somebody else did.
            name = null;
        }
    }
}
