package dev.jinx.agent.control;

import jdk.internal.vm.VMSupport;

/**
 * Protects whoever looks at this JVM by JMX. Properties tell one port of its server, which is protected from the start; the other, at which
 * it does everything but say where it is, is mostly any that was free, and a local server, as jconsole asks for one, may come at any time.
 */
final class ManagementPorts implements Chore {
    private final RulesInForce inForce;

    ManagementPorts(RulesInForce inForce) {
        this.inForce = inForce;
    }

    @Override
    public long run() throws Exception {
        if (ModuleLayer.boot().findModule("java.management.rmi").isEmpty()) {
            return NEVER;
        }
        if (isThere()) {
            for (int port : RmiPorts.ofManagement()) {
                inForce.protect(port);
            }
        }
        return INTERVAL;
    }

    /** Asked of what the server leaves behind, because to ask the server would make it. */
    private static boolean isThere() {
        // The last is all that is left by one of a configuration file, or of `jcmd PID ManagementAgent.start`.
        return System.getProperty("com.sun.management.jmxremote.port") != null
                || VMSupport.getAgentProperties().getProperty("com.sun.management.jmxremote.localConnectorAddress")
                        != null
                || "true".equals(System.getProperty("java.rmi.server.randomIDs"));
    }
}
