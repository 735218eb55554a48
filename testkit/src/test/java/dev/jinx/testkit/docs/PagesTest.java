package dev.jinx.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages show is what the tests beside this one compile and run. */
class PagesTest {
    private static final Path PAGES = Path.of("../docs/testkit");
    private static final Path TESTS = Path.of("src/test/java/dev/jinx/testkit/docs");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.filter(page -> !page.endsWith("README.md")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockIsPartOfATestThatRuns(Path page) throws IOException {
        String text = Files.readString(page);
        Matcher name = Pattern.compile("\\[(\\w+Test)\\.java\\]").matcher(text);
        assertThat(name.find()).as("a link to its test in " + page).isTrue();
        String test = squeezed(Files.readString(TESTS.resolve(name.group(1) + ".java")));
        Matcher block = BLOCK.matcher(text);
        int blocks = 0;
        while (block.find()) {
            assertThat(test).contains(squeezed(block.group(1)));
            assertThat(block.group(1)).contains("@Test");
            blocks++;
        }
        assertThat(blocks).isPositive();
    }

    private static String squeezed(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).reduce("", (a, b) -> a + "\n" + b);
    }

    @Test
    void thereIsAPageForEachTask() throws IOException {
        String index = Files.readString(PAGES.resolve("README.md"));
        assertThat(pages())
                .extracting(page -> page.getFileName().toString())
                .containsExactlyInAnyOrder(
                        "retry.md",
                        "circuit-breaker.md",
                        "timeout.md",
                        "partial-data.md",
                        "one-endpoint.md",
                        "slow-response.md",
                        "application-method.md")
                .allSatisfy(page -> assertThat(index).contains("](" + page + ")"));
    }

    /** Here and on the first page of all; the port of the test's own server takes the place of a database's. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "../../README.md"})
    void theFirstTestThatAReaderSeesRuns(String page) throws IOException {
        String test = squeezed(Files.readString(TESTS.resolve("FirstTest.java")).replace("\\\"${DB}\\\"", "5432"));
        String text = squeezed(Files.readString(PAGES.resolve(page)));
        int start = text.indexOf("@Test\n@InjectFaults(");
        String end = ".assertInjected(2);\n}";
        assertThat(start).isPositive();
        assertThat(test).contains(text.substring(start, text.indexOf(end, start) + end.length()));
    }

    /** The parent's version is the kit's. */
    @Test
    void theDependencyThatAReaderAddsIsTheKit() throws IOException {
        Matcher version = Pattern.compile("<artifactId>jinx-parent</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        String text = squeezed(Files.readString(PAGES.resolve("README.md")));
        assertThat(text)
                .containsOnlyOnce("<dependency>")
                .contains("<groupId>dev.jinx</groupId>\n<artifactId>jinx-testkit</artifactId>\n<version>"
                        + version.group(1) + "</version>\n<scope>test</scope>")
                .contains("testImplementation(\"dev.jinx:jinx-testkit:" + version.group(1) + "\")");
    }

    /** The tests of the kit have the agent by the kit's own dependency, as those of its users do. */
    @Test
    void theKitBringsTheAgentsJarAndNothingThatIsInIt() {
        List<String> entries =
                List.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(java.io.File.pathSeparator, -1));
        assertThat(entries).anyMatch(entry -> entry.endsWith("/jinx.jar") || entry.endsWith("-all.jar"));
        assertThat(entries)
                .noneMatch(entry -> entry.contains("picocli")
                        || entry.contains("jinx-runtime")
                        || entry.endsWith("/runtime/target/classes"));
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (Path page : pages.toList()) {
                Matcher link = LINK.matcher(Files.readString(page));
                while (link.find()) {
                    assertThat(page.resolveSibling(link.group(1)).normalize()).exists();
                }
            }
        }
    }
}
