package dev.jinx.e2e.app;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** The agent of this JVM, as the JVM's own MBean server shows it to an application that has none of its classes. */
final class AgentBean {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private AgentBean() {}

    private static ObjectName name() throws JMException {
        ObjectName name = new ObjectName("dev.jinx:type=Jinx");
        for (int i = 0; i < 3_000 && !SERVER.isRegistered(name); i++) {
            Threads.sleep(10);
        }
        return name;
    }

    /** Replaces the rules in force. */
    static void reload(String yaml) throws JMException {
        tell("reload", yaml);
    }

    /** Has it do what is so named, to the rule or with the text. */
    static void tell(String what, String argument) throws JMException {
        SERVER.invoke(name(), what, new Object[] {argument}, new String[] {String.class.getName()});
    }

    /** The injections of all rules. */
    static long injected() throws JMException {
        long sum = 0;
        for (CompositeData rule : rules()) {
            sum += (Long) rule.get("injected");
        }
        return sum;
    }

    /** The injections of one rule. */
    static long injected(String name) throws JMException {
        for (CompositeData rule : rules()) {
            if (name.equals(rule.get("name"))) {
                return (Long) rule.get("injected");
            }
        }
        throw new IllegalArgumentException("no rule " + name);
    }

    private static CompositeData[] rules() throws JMException {
        return (CompositeData[]) SERVER.getAttribute(name(), "Rules");
    }
}
