package dev.jinx.agent.report;

import dev.jinx.agent.compile.PlanCompiler;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.runtime.plan.Endpoint;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.OperationTable;
import dev.jinx.runtime.plan.Plan;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A run of an application that is only played: its calls go to the plan, and nowhere else. */
final class Sample {
    static final long STARTED = 1_790_000_000_000L;

    private final Run run;

    /** The run of these rules, seed 42. */
    Sample(String yaml) {
        Parsed parsed = RulesParser.parse("faults.yaml", yaml.getBytes(StandardCharsets.UTF_8), Map.of());
        RulesFile file = parsed.file().orElseThrow(() -> new AssertionError(parsed.problems()));
        run = new Run(file, PlanCompiler.compile(file.rules(), 42), STARTED);
    }

    Run run() {
        return run;
    }

    Plan plan() {
        return run.plan();
    }

    /** That many connects to a host by name. */
    Sample connects(int times, String host, int port) {
        return calls(times, Operation.CONNECT, new Endpoint(host, null, port, 0, false, null, false), true);
    }

    /** That many reads of a connection to an address. */
    Sample reads(int times, String address, int port) {
        return calls(times, Operation.READ, to(address, port), true);
    }

    /** That many closes of a channel in non-blocking mode that is connected to an address. */
    Sample closes(int times, String address, int port) {
        return calls(times, Operation.CLOSE, to(address, port), false);
    }

    private static Endpoint to(String address, int port) {
        try {
            return new Endpoint(null, InetAddress.getByName(address), port, 50_000, false, null, false);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** That many accepts. */
    Sample accepts(int times, int localPort) {
        return calls(times, Operation.ACCEPT, new Endpoint(null, null, 0, localPort, false, null, true), true);
    }

    private Sample calls(int times, Operation operation, Endpoint endpoint, boolean blocking) {
        OperationTable table = plan().table(operation);
        for (int i = 0; i < times; i++) {
            table.stats().call();
            if (operation == Operation.CONNECT || operation == Operation.ACCEPT) {
                table.seen().note(endpoint.describe());
            }
            plan().decide(table, endpoint, null, blocking, blocking);
        }
        return this;
    }

    Report report() {
        return Figures.pull(run, true, new Class<?>[0]);
    }
}
