package dev.jinx.agent.control;

/**
 * Registers {@code dev.jinx:type=Jinx} with the platform's MBean server, a second after the start and on the thread that watches: to make
 * that server takes some 50 ms, which no start is to pay. Where there is no java.management, nothing is registered.
 */
final class ManagementBean implements Chore {
    private final RulesInForce inForce;
    private boolean waited;
    private boolean registered;

    ManagementBean(RulesInForce inForce) {
        this.inForce = inForce;
    }

    @Override
    public long run() throws Exception {
        if (!waited) {
            waited = true;
            return INTERVAL;
        }
        if (registered || ModuleLayer.boot().findModule("java.management").isEmpty()) {
            return NEVER;
        }
        if (!harmless()) {
            return INTERVAL;
        }
        registered = true;
        Registration.make(inForce);
        return NEVER;
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
    public void end() throws Exception {
        if (registered) {
            registered = false;
            Registration.end();
        }
    }
}
