package dev.jinx.e2e;

import dev.jinx.e2e.app.call.CallRules;
import dev.jinx.e2e.app.call.CallShapes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An application whose methods are called: the scenarios' own classes on the class path, or the same and some beans in a Spring Boot fat
 * jar.
 *
 * @param fatJar whether it is the latter
 */
record Subject(Jdk jdk, boolean fatJar) {
    private static final Path FAT_JAR = Path.of(
                    System.getProperty("jinx.spring", "spring/target/spring-boot-program.jar"))
            .toAbsolutePath()
            .normalize();

    /** Both, on every JDK. */
    static List<Subject> all() {
        List<Subject> all = new ArrayList<>();
        for (Jdk jdk : Jdk.all()) {
            all.add(new Subject(jdk, false));
            all.add(new Subject(jdk, true));
        }
        return all;
    }

    /** The Spring Boot application, as its plugin packs it. */
    static Path fatJarFile() {
        if (!Files.isRegularFile(FAT_JAR)) {
            throw new IllegalStateException(
                    FAT_JAR + " is not there; build it first: mvn -pl agent-tests/spring package");
        }
        return FAT_JAR;
    }

    /** Methods that {@link CallShapes} calls. */
    String methods() {
        return "\"dev.jinx.e2e.app.call.Shapes*#hit*\", \"+dev.jinx.e2e.app.call.Shapes.Later#*\""
                + (fatJar
                        ? ", \"+dev.jinx.e2e.app.spring.Answers#hit*\", \"dev.jinx.e2e.app.spring.*#hit*\""
                                + ", \"+java.sql.Statement#executeUpdate(String)\""
                        : "");
    }

    /** Constructors that it calls. */
    String constructors() {
        return "\"dev.jinx.e2e.app.call.Shapes$Made*#new\""
                + (fatJar ? ", \"dev.jinx.e2e.app.spring.Settings.Made#new\"" : "");
    }

    /** Runs {@link CallShapes} or {@link CallRules} without a rule. */
    Run run(Class<?> main, Object... arguments) {
        return run(Jvm.on(jdk), main, arguments);
    }

    /** The same under rules. */
    Run run(String rules, Class<?> main, Object... arguments) {
        return run(Jvm.on(jdk).rules(rules), main, arguments);
    }

    private Run run(Jvm jvm, Class<?> main, Object... arguments) {
        if (!fatJar) {
            return jvm.run(main, arguments);
        }
        List<String> command = new ArrayList<>(List.of("-jar", fatJarFile().toString(), main.getSimpleName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return jvm.java(command.toArray(new String[0]));
    }

    @Override
    public String toString() {
        return (fatJar ? "Spring Boot fat jar on " : "plain application on ") + jdk;
    }
}
