package dev.jinx.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code schema}. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Versions.class,
        description = "Prints the JSON Schema of rules files, for editors.",
        footer = {"", "Example:", "  jinx schema > jinx.schema.json"})
final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        spec.commandLine().getOut().print(text());
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** The schema. */
    static String text() throws IOException {
        try (InputStream in = SchemaCommand.class.getResourceAsStream("schema.json")) {
            if (in == null) {
                throw new IOException("the schema is missing in jinx.jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
