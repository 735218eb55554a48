package dev.jinx.e2e.app;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;

/** Asks the JVM's own MBean server about Jinx, as an application does that has none of its classes. */
final class Management {
    private Management() {}

    static Object obey(String[] words) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("dev.jinx:type=Jinx");
        // A second after the start, and later on a busy machine.
        for (int i = 0; i < 3_000 && !server.isRegistered(name); i++) {
            Thread.sleep(10);
        }
        return switch (words[1]) {
            case "get" -> server.getAttribute(name, words[2]);
            case "rule" -> rule(server, name, words[2]);
            case "reload" -> reload(server, name, words[2]);
            default ->
                server.invoke(
                        name,
                        words[1],
                        words.length > 2 ? new Object[] {words[2]} : new Object[0],
                        words.length > 2 ? new String[] {String.class.getName()} : new String[0]);
        };
    }

    private static String rule(MBeanServer server, ObjectName name, String rule) throws Exception {
        for (CompositeData data : (CompositeData[]) server.getAttribute(name, "Rules")) {
            if (rule.equals(data.get("name"))) {
                return "matched " + data.get("matched") + " injected " + data.get("injected") + " skipped "
                        + data.get("skipped") + " enabled " + data.get("enabled");
            }
        }
        return "none";
    }

    private static String reload(MBeanServer server, ObjectName name, String file) throws Exception {
        try {
            String yaml = Files.readString(Path.of(file));
            server.invoke(name, "reload", new Object[] {yaml}, new String[] {String.class.getName()});
            return "reloaded";
        } catch (RuntimeMBeanException e) {
            return e.getTargetException().toString().replace('\n', '|');
        }
    }
}
