package dev.jinx.bench;

import dev.jinx.runtime.connection.Errno;
import dev.jinx.runtime.fault.ErrorFault;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.hook.SocketHook;
import dev.jinx.runtime.plan.Address;
import dev.jinx.runtime.plan.Cidr;
import dev.jinx.runtime.plan.Glob;
import dev.jinx.runtime.plan.Hosts;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Ports;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.plan.Target;
import dev.jinx.runtime.plan.Trigger;
import dev.jinx.runtime.stats.Events;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the decision alone costs: the hook of {@code SocketInputStream.read}, called as woven code calls it. {@link #unarmed} is the
 * pair to compare with.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.access=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/sun.net=ALL-UNNAMED"
        })
public class DecisionBenchmark {
    private static final Glob[] NO_GLOBS = {};
    private static final String[] NO_NAMES = {};

    /** Which rules are in force. */
    public enum Rules {
        NONE_FOR_READ,
        ONE_OTHER_PORT,
        MANY_OTHER_PORTS,
        ONE_OTHER_HOST,
        MANY_OTHER_HOSTS,
        PROBABILITY_0
    }

    private static final int MANY = 10_000;

    @Param
    private Rules rules;

    private final byte[] bytes = new byte[1];
    private ServerSocket server;
    private Socket socket;

    /** Connects a socket and puts the rules in force. */
    @Setup
    public void start() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket = new Socket(server.getInetAddress(), server.getLocalPort());
        Hooks.install(plan(server.getLocalPort()));
    }

    /** Takes both away. */
    @TearDown
    public void stop() throws IOException {
        Hooks.disarm();
        socket.close();
        server.close();
    }

    private Plan plan(int port) {
        return switch (rules) {
            case NONE_FOR_READ -> plan(Operation.CONNECT, rule(0, null, port, 1));
            case ONE_OTHER_PORT -> plan(Operation.READ, rule(0, null, other(port, 0), 1));
            case MANY_OTHER_PORTS -> plan(Operation.READ, many(port, false));
            case ONE_OTHER_HOST -> plan(Operation.READ, rule(0, host(0), port, 1));
            case MANY_OTHER_HOSTS -> plan(Operation.READ, many(port, true));
            case PROBABILITY_0 -> plan(Operation.READ, rule(0, null, port, 0));
        };
    }

    private static Rule[] many(int port, boolean hosts) {
        Rule[] many = new Rule[MANY];
        for (int i = 0; i < MANY; i++) {
            many[i] = hosts ? rule(i, host(i), port, 1) : rule(i, null, other(port, i), 1);
        }
        return many;
    }

    private static int other(int port, int i) {
        return 1024 + (port - 1024 + 1 + i) % 64_512;
    }

    private static Hosts host(int i) {
        Address address = new Address(0, 0xffff0a000000L | i);
        return new Hosts(NO_NAMES, NO_GLOBS, new Address[] {address}, new Cidr[0]);
    }

    private static Rule rule(int number, Hosts hosts, int port, double probability) {
        Trigger.Conditions when = new Trigger.Conditions(
                0, Long.MAX_VALUE, 0, false, 0, 0, 0, 1, new int[0], probability, Long.MAX_VALUE, Trigger.Per.CALL);
        Target target = new Target(hosts, new Ports(port, port), null, null, null, NO_GLOBS, NO_GLOBS);
        Fault[] faults = {new ErrorFault("error", Errno.ECONNRESET)};
        return new Rule("rule-" + number, 42, target, when, faults, false, true);
    }

    private static Plan plan(Operation operation, Rule... all) {
        int[][] places = new int[Operation.count()][0];
        int[] every = new int[all.length];
        for (int i = 0; i < every.length; i++) {
            every[i] = i;
        }
        places[operation.ordinal()] = every;
        return new Plan(42, all, places, new Events());
    }

    /** What woven code costs while nothing is in force. */
    @Benchmark
    public boolean unarmed() {
        return Hooks.armed;
    }

    /** The decision. */
    @Benchmark
    public Object decide() {
        return Hooks.armed ? SocketHook.read(socket, bytes, 0, 1) : null;
    }
}
