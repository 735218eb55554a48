package dev.jinx.agent.control;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The entry in the platform's MBean server. Loaded only where there is java.management. */
final class Registration {
    private static boolean made;

    private Registration() {}

    private static ObjectName name() throws JMException {
        return new ObjectName("dev.jinx:type=Jinx");
    }

    static synchronized void make(RulesInForce inForce) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        if (!server.isRegistered(name())) {
            server.registerMBean(new JinxBean(inForce), name());
            made = true;
        }
    }

    static synchronized void end() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        if (made && server.isRegistered(name())) {
            server.unregisterMBean(name());
        }
        made = false;
    }
}
