package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who looks at a JVM by JMX, over RMI as jconsole does, can do so while rules are on all of its connections. */
class ManagementIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String EVERYTHING = """
            rules:
              - { name: accepted, on: accept, fault: reset }
              - { name: moved, on: [ read, write ], target: { side: server }, fault: reset }
            """;
    private static final String LIMITED = "safety: { max-injections: 100000 }\n" + EVERYTHING;

    /** The second of its ports is any that is free, and no property tells which. */
    @ParameterizedTest
    @MethodSource(JDKS)
    void theServerOfTheCommandLineIsNeverHit(Jdk jdk) throws Exception {
        for (String rules : new String[] {EVERYTHING, LIMITED}) {
            int port = FreePorts.take(1).get(0);
            String prefix = "-Dcom.sun.management.jmxremote.";
            Jvm jvm = Jvm.on(jdk)
                    .rules(rules)
                    .with(prefix + "port=" + port, prefix + "authenticate=false", prefix + "ssl=false")
                    .with(prefix + "host=127.0.0.1", "-Djava.rmi.server.hostname=127.0.0.1");
            // From the start, so that also who waits for the first connection has been told.
            try (Scene scene = new Scene(Cli.of(jdk), jvm)) {
                String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi";
                steered(scene, new JMXServiceURL(url));
            }
        }
    }

    /** As jconsole asks for it: the server comes when rules are there already. */
    @ParameterizedTest
    @MethodSource(JDKS)
    void aServerThatIsStartedLaterIsNotHitEither(Jdk jdk) throws Exception {
        try (Scene scene = new Scene(Jdk.newest(), jdk)) {
            scene.cli
                    .run("attach", scene.pid, scene.rules("faults.yaml", EVERYTHING))
                    .ok();
            VirtualMachine machine = VirtualMachine.attach(Long.toString(scene.pid));
            try {
                steered(scene, new JMXServiceURL(machine.startLocalManagementAgent()));
            } finally {
                machine.detach();
            }
        }
    }

    /** No property tells of it: neither that it is there nor where. */
    @ParameterizedTest
    @MethodSource(JDKS)
    void aServerThatJcmdStartsIsNotHitEither(Jdk jdk) throws Exception {
        int port = FreePorts.take(1).get(0);
        Jvm jvm = Jvm.on(jdk).rules(EVERYTHING).with("-Djava.rmi.server.hostname=127.0.0.1");
        try (Scene scene = new Scene(Cli.of(jdk), jvm)) {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(scene.pid));
            try {
                // As `jcmd PID ManagementAgent.start` has it.
                Properties wanted = new Properties();
                wanted.put("com.sun.management.jmxremote.port", Integer.toString(port));
                wanted.put("com.sun.management.jmxremote.host", "127.0.0.1");
                wanted.put("com.sun.management.jmxremote.authenticate", "false");
                wanted.put("com.sun.management.jmxremote.ssl", "false");
                machine.startManagementAgent(wanted);
            } finally {
                machine.detach();
            }
            steered(scene, new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"));
        }
    }

    private static void steered(Scene scene, JMXServiceURL url) throws Exception {
        String state = "";
        IOException last = null;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        // Within a second of the server's coming it is known where it is.
        while (state.isEmpty()) {
            try {
                state = pausedBy(url);
            } catch (IOException | JMException e) {
                last = e instanceof IOException broken ? broken : new IOException(e);
                if (System.nanoTime() > end) {
                    throw new AssertionError("not reached by JMX", last);
                }
                Thread.sleep(100);
            }
        }
        assertThat(state).isEqualTo("paused");
        // Once known it is known for good, and the rules act on everybody else.
        for (int i = 0; i < 3; i++) {
            assertThat(pausedBy(url)).isEqualTo("paused");
        }
        scene.failures();
        assertThat(scene.cli.run("status", scene.pid).ok().out())
                .contains(": active, 2 rules")
                .containsPattern("accepted: matched [1-9]");
        scene.cli.run("detach", scene.pid).ok();
    }

    /** What it says of its state after it was paused; then it is not any more. */
    private static String pausedBy(JMXServiceURL url) throws IOException, JMException {
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName name = new ObjectName("dev.jinx:type=Jinx");
            server.invoke(name, "pause", null, null);
            String state = (String) server.getAttribute(name, "State");
            server.invoke(name, "resume", null, null);
            return state;
        }
    }
}
