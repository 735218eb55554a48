package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that explain and help. */
class CommandsIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String RULES = """
            safety: { protect: [ { ports: 22 } ] }
            rules:
              - { name: some, on: connect, target: { hosts: "*.example.com" }, probability: 10%, fault: refuse }
              - { name: all, on: connect, target: { hosts: "*.example.com", ports: 443 }, fault: refuse }
              - { name: behind, on: connect, target: { hosts: pay.example.com }, fault: { delay: 1ms } }
              - { name: db, on: read, target: { hosts: 10.0.0.0/8, ports: [5432, 6000-6010] }, fault: hang }
              - { name: off, enabled: false, on: connect, fault: refuse }
              - { name: sock, on: read, target: { transport: unix, paths: "/run/*.sock" }, fault: reset }
              - { name: find, on: call, target: { methods: "com.acme.Orders#find*" }, fault: { delay: 1ms } }
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource(JDKS)
    void explainOfAFile(Jdk jdk) throws Exception {
        Cli cli = Cli.of(jdk);
        Path file = Files.writeString(directory.resolve("faults.yaml"), RULES);
        assertThat(cli.run("explain", file, "pay.example.com:443").ok().out()).isEqualTo("""
                pay.example.com:443
                  some (connect): applies
                  all (connect): applies
                  behind (connect): applies; but 'all' before it always acts on the same operation
                  db (read): does not apply: the host is none of 10.0.0.0/8; the port is none of 5432, 6000-6010
                  off (connect): does not apply: it is disabled in the file
                  sock (read): does not apply: the transport is not unix; the path is none of /run/*.sock
                  find (call): does not apply: it is on calls of methods
                """);
        assertThat(cli.run("explain", file, "[::ffff:10.1.2.3]:6004").ok().out())
                .contains("\n  db (read): applies\n");
        assertThat(cli.run("explain", file, "db.example.com:22").ok().out())
                .contains("some (connect): does not apply: `safety` protects it")
                .doesNotContain(": applies");
        assertThat(cli.run("explain", file, "/run/a.sock").ok().out()).contains("\n  sock (read): applies\n");
        assertThat(cli.fed(RULES, "explain", "-", "com.acme.Orders#findAll")
                        .ok()
                        .out())
                .contains(
                        "\n  find (call): applies\n", "\n  db (read): does not apply: it is not on calls of methods\n");
        assertThat(cli.run("explain", file, "com.acme.Orders#save").ok().out())
                .contains("find (call): does not apply: the method is none of com.acme.Orders#find*");

        assertThat(cli.run("explain", file, "pay.example.com"))
                .matches(done -> done.exit() == 1 && done.err().contains("say HOST:PORT"));
        assertThat(cli.run("explain", file, "pay.example.com:70000"))
                .matches(done -> done.exit() == 1 && done.err().contains("no port 70000"));
        assertThat(cli.fed("rules: 7\n", "explain", "-", "a:1"))
                .matches(done -> done.exit() == 2 && done.err().contains("<stdin>:1:8:"));
        assertThat(cli.run("explain", "nobody.yaml", "a:1"))
                .matches(done -> done.exit() == 1 && done.err().contains("is no file"));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void explainOfAJvmKnowsWhatIsSwitchedOff(Jdk jdk) throws Exception {
        try (Scene scene = Scene.named(Cli.of(jdk), Jvm.on(jdk))) {
            Path file = scene.rules("faults.yaml", RULES);
            assertThat(scene.cli.run("explain", scene.pid, "a.example.com:443"))
                    .matches(done -> done.exit() == 1 && done.err().contains("attach"));
            scene.cli.run("attach", scene.pid, file).ok();
            assertThat(scene.cli
                            .run("explain", scene.pid, "a.example.com:443")
                            .ok()
                            .out())
                    .contains("\n  all (connect): applies\n");
            scene.cli.run("disable", scene.pid, "all").ok();
            assertThat(scene.cli
                            .run("explain", scene.name(), "a.example.com:443")
                            .ok()
                            .out())
                    .contains("\n  all (connect): does not apply: it is disabled\n")
                    .contains("\n  some (connect): applies\n");
            scene.cli.run("pause", scene.pid).ok();
            assertThat(scene.cli
                            .run("explain", scene.pid, "com.acme.Orders#findOne")
                            .ok()
                            .out())
                    .contains("\n  find (call): applies\n", "but Jinx is paused");
            assertThat(scene.cli.run("explain", scene.pid, "nonsense"))
                    .matches(done -> done.exit() == 1 && done.err().contains("say HOST:PORT"));
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void theCompletionScriptIsTakenByBash(Jdk jdk) throws Exception {
        String script = Cli.of(jdk).run("generate-completion").ok().out();
        Path file = Files.writeString(directory.resolve("jinx_completion"), script);
        Cli.Done done = Cli.done(
                        new ProcessBuilder("bash", "-ec", """
                source "$1"
                complete -p jinx
                # The real one works only while a key is being pressed.
                compopt() { :; }
                COMP_LINE="jinx de"; COMP_WORDS=(jinx de); COMP_CWORD=1; _complete_jinx; echo "commands: ${COMPREPLY[*]}"
                cd "$2"; touch faults.yaml
                COMP_LINE="jinx attach 12 fau"; COMP_WORDS=(jinx attach 12 fau); COMP_CWORD=3; _complete_jinx; echo "files: ${COMPREPLY[*]}"
                COMP_LINE="jinx stats --pro"; COMP_WORDS=(jinx stats --pro); COMP_CWORD=2; _complete_jinx; echo "options: ${COMPREPLY[*]}"
                """, "bash", file.toString(), directory.toString()), "")
                .ok();
        assertThat(done.out()).isEqualTo("""
                complete -o default -F _complete_jinx jinx
                commands: detach
                files: faults.yaml
                options: --prometheus
                """);
        assertThat(done.err()).isEmpty();
    }

    @Test
    void theSchemaIsJsonAndNothingElse() throws Exception {
        String text = Cli.of(Jdk.newest()).run("schema").ok().out();
        JsonNode schema = new ObjectMapper().readTree(text);
        assertThat(schema.path("$schema").asText()).startsWith("http");
        assertThat(schema.path("properties").fieldNames()).toIterable().contains("rules", "safety", "seed", "report");
    }
}
