package dev.jinx.agent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesInputTest {
    @TempDir
    Path directory;

    private static List<String> problems(String file) {
        return RulesInput.file(file, Map.of()).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void aFileIsRead() throws IOException {
        Path file = Files.writeString(directory.resolve("f.yaml"), "rules: [ { name: r, on: read, fault: reset } ]");
        assertThat(RulesInput.file(file.toString(), Map.of()).file()).isPresent();
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        String file = directory.resolve("missing.yaml").toString();
        assertThat(problems(file)).singleElement().asString().contains(file, "there is no such file");
    }

    @Test
    void aDirectoryIsAProblem() {
        assertThat(problems(directory.toString())).singleElement().asString().contains("is a directory");
    }

    @Test
    void aNameThatNoFileCanHaveIsAProblem() {
        assertThat(problems("a\0b")).singleElement().asString().contains("there is no such file");
    }
}
