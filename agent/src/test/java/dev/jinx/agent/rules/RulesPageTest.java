package dev.jinx.agent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page on the rules file has what the parser has: each fault with what it applies to, and each key. */
class RulesPageTest {
    private static final Path PAGE = Path.of("../docs/rules.md");

    /** What a fault stands on in the tables of the page. */
    private record Row(String words, String on) {}

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text under a heading, up to the next of its rank or above. */
    private static String under(String heading) {
        String page = page();
        int start = page.indexOf("\n" + heading + "\n");
        assertThat(start).as("'" + heading + "' in " + PAGE).isPositive();
        String rank = heading.substring(0, heading.indexOf(' '));
        Matcher next = Pattern.compile("\n#{2," + rank.length() + "} ").matcher(page);
        return page.substring(start, next.find(start + heading.length()) ? next.start() : page.length());
    }

    private static List<Row> rows(String text) {
        List<Row> rows = new ArrayList<>();
        for (String line : text.lines().filter(one -> one.startsWith("| `")).toList()) {
            String[] cells = line.replace("\\|", "/").split("\\|");
            rows.add(new Row(cells[1].strip(), cells[2].strip()));
        }
        return rows;
    }

    /** The words with which the first cells begin: {@code a: …}, or {@code a}, {@code b}. */
    private static List<String> words(List<Row> rows) {
        List<String> words = new ArrayList<>();
        for (Row row : rows) {
            Matcher matcher = Pattern.compile("`([a-z-]+)").matcher(row.words);
            while (matcher.find()) {
                words.add(matcher.group(1));
            }
        }
        return words;
    }

    static Stream<FaultWord> faults() {
        return Arrays.stream(FaultWord.values()).filter(FaultWord::built);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultStandsThereWithWhatItAppliesTo(FaultWord fault) {
        Map<String, String> table = new LinkedHashMap<>();
        for (Row row : rows(under("### Single operations") + under("### Whole peers, pieces and content"))) {
            table.put(words(List.of(row)).get(0), row.on);
        }
        TreeSet<String> applies = new TreeSet<>();
        for (Operation operation : fault.operations()) {
            if (Operations.BUILT.contains(operation)) {
                applies.add(operation.word());
            }
        }
        if (applies.equals(Set.of("call"))) {
            assertThat(words(rows(under("## Methods of the application")))).contains(fault.word());
            return;
        }
        assertThat(table).containsKey(fault.word());
        assertThat(operations(table.get(fault.word())))
                .as("operations of " + fault.word())
                .isEqualTo(applies);
    }

    private static TreeSet<String> operations(String cell) {
        List<String> all = Operations.BUILT.stream().map(Operation::word).toList();
        if (cell.equals("(no `on`)")) {
            return new TreeSet<>();
        }
        if (cell.startsWith("all")) {
            TreeSet<String> words = new TreeSet<>(all);
            for (String but : cell.replaceFirst("all( but )?", "").split(", ")) {
                words.remove(but);
            }
            return words;
        }
        TreeSet<String> words = new TreeSet<>(List.of(cell.split(", ")));
        assertThat(all).containsAll(words);
        return words;
    }

    @Test
    void everyKeyStandsThere() {
        List<String> notYet = List.of("layer", "scope", "operation");
        assertThat(without(TargetReader.KEYS, notYet)).isSubsetOf(words(rows(under("## Where"))));
        assertThat(words(rows(under("## When"))))
                .containsAll(List.of(TriggerReader.KEYS).stream()
                        .filter(key -> !key.equals("since"))
                        .toList());
        assertThat(under("## When")).contains("`since: first-match`");
        assertThat(without(RuleReader.KEYS, notYet)).isSubsetOf(words(rows(under("## A rule"))));
    }

    private static List<String> without(String[] keys, List<String> left) {
        return Arrays.stream(keys).filter(key -> !left.contains(key)).toList();
    }

    @Test
    void whatEndsAnOperationIsSaid() {
        String text = under("## What");
        Matcher list = Pattern.compile("What ends the operation \\((.*?)\\)", Pattern.DOTALL)
                .matcher(text);
        assertThat(list.find()).isTrue();
        assertThat(list.group(1).replace("\n", " ").split(", "))
                .containsExactlyInAnyOrder(faults().filter(FaultWord::terminal)
                        .map(fault -> "`" + fault.word() + "`")
                        .toArray(String[]::new));
    }

    @Test
    void everyBlockIsValid() {
        int count = 0;
        for (Path path : List.of(PAGE, Path.of("../README.md"))) {
            Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(text(path));
            while (block.find()) {
                assertThat(problems(block.group(1)))
                        .as(path + ":\n" + block.group(1))
                        .isEmpty();
                count++;
            }
        }
        assertThat(count).isGreaterThan(5);
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> problems(String yaml) {
        return RulesParser.parse("page", yaml.getBytes(StandardCharsets.UTF_8), Map.of()).problems().stream()
                .map(Problem::toString)
                .toList();
    }
}
