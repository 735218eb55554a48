package dev.jinx.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may import whom. A room that is not named here yet is refused: say first where it stands. */
class ArchitectureTest {
    private static final String RUNTIME = "dev.jinx.runtime.";
    private static final String AGENT = "dev.jinx.agent.";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.jinx");

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAPackage("dev.jinx..");
    }

    @ParameterizedTest
    @CsvSource({
        "stats, '', it is what everybody counts with",
        "scope, '', whose work a thread does is known without rules and connections",
        "door, '', it only holds what the agent puts there",
        "connection, stats scope, what is known of a connection does not depend on rules",
        "fault, connection stats, a fault acts; whether it does is decided outside it",
        "plan, fault connection stats scope, the plan gives verdicts and applies nothing",
        "hook, plan fault connection stats scope, only woven code calls the hooks"
    })
    void aRoomOfTheRuntimeStandsOnTheRoomsBelowIt(String room, String below, String because) {
        mayImport(RUNTIME, room, below, "", because);
    }

    @ParameterizedTest
    @CsvSource({
        "settings, '', '', settings are read before anything else is there",
        "rules, '', '', the rules file means the same whatever carries it out",
        "compile, rules, all, it turns what was written into what acts",
        "weave, rules, all, it reads which methods a rule names and knows nothing of how it came about",
        "report, rules settings, all, the report pulls from the counters and nothing reports to it",
        "control, rules settings compile weave report, all, a command changes what is in force"
                + " and knows nothing of command lines",
        "cli, rules compile report settings control, all, commands speak the control protocol and know nothing of weaving"
    })
    void aRoomOfTheAgentImportsNoMoreThanItNeeds(String room, String rooms, String runtime, String because) {
        mayImport(AGENT, room, rooms, runtime, because);
    }

    private static void mayImport(String base, String room, String rooms, String runtime, String because) {
        List<String> packages = new ArrayList<>(List.of(base + room + ".."));
        for (String other : rooms.split(" ")) {
            if (!other.isEmpty()) {
                packages.add(base + other + "..");
            }
        }
        if (runtime.equals("all")) {
            packages.add(RUNTIME.substring(0, RUNTIME.length() - 1) + "..");
        }
        if (base.equals(AGENT)) {
            // The loader and the entry class in the only package that the application can see.
            packages.add("dev.jinx");
        }
        noClasses()
                .that()
                .resideInAPackage(base + room + "..")
                .should()
                .dependOnClassesThat(ours().and(not(resideInAnyPackage(packages.toArray(new String[0])))))
                .because(because)
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void everyPackageHasItsPlaceInThisTest() {
        Set<String> known = Set.of(
                "dev.jinx",
                "dev.jinx.agent",
                RUNTIME + "stats",
                RUNTIME + "connection",
                RUNTIME + "fault",
                RUNTIME + "plan",
                RUNTIME + "hook",
                RUNTIME + "door",
                RUNTIME + "scope",
                AGENT + "settings",
                AGENT + "rules",
                AGENT + "compile",
                AGENT + "weave",
                AGENT + "weave.call",
                AGENT + "report",
                AGENT + "control",
                AGENT + "control.client",
                AGENT + "control.door",
                AGENT + "cli");
        assertThat(OURS).extracting(JavaClass::getPackageName).isSubsetOf(known);
    }

    @Test
    void roomsHaveNoCircle() {
        slices().matching("dev.jinx.(*.*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void theRuntimeNeedsNothingButJavaBase() {
        noClasses()
                .that()
                .resideInAPackage("dev.jinx.runtime..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                        "dev.jinx.runtime..",
                        "java.lang..",
                        "java.math..",
                        "java.io..",
                        "java.net..",
                        "java.nio..",
                        "java.util..",
                        "java.security..",
                        "jdk.internal..",
                        "sun..",
                        "")))
                .because("it is defined in the boot loader, which sees no other module for sure")
                .check(OURS);
    }

    @Test
    void theRuntimeSearchesTextOnlyWhereARuleAsksForContent() {
        noClasses()
                .that()
                .resideInAPackage("dev.jinx.runtime..")
                .and()
                .doNotBelongToAnyOf(dev.jinx.runtime.plan.Content.class, dev.jinx.runtime.fault.SubstituteFault.class)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.regex.."))
                .because("a regular expression is compiled on the cold side, and costs more than a system call")
                .check(OURS);
    }

    @Test
    void theRuntimeLogsNothingAndOpensNoFile() {
        noClasses()
                .that()
                .resideInAPackage("dev.jinx.runtime..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.logging..", "java.text..")
                        .or(type(java.io.PrintStream.class))
                        .or(type(java.io.File.class))
                        .or(type(java.io.FileInputStream.class))
                        .or(type(java.io.FileOutputStream.class))
                        .or(type(java.io.RandomAccessFile.class))
                        .or(type(java.nio.file.Files.class))
                        .or(type(java.util.Random.class)))
                .because("an intercepted call may hold any lock of the JDK, also those of its files and its logging")
                .check(OURS);
    }

    @Test
    void theRuntimeStreamsNothing() {
        noClasses()
                .that()
                .resideInAPackage("dev.jinx.runtime..")
                .and()
                .haveNameNotMatching("dev\\.jinx\\.runtime\\.plan\\.Callers(\\$.*)?")
                .and()
                .doNotHaveSimpleName("Values")
                .should()
                .dependOnClassesThat(type(java.util.stream.Stream.class))
                .because("a stream links through java.lang.invoke; a stack walk cannot do without,"
                        + " and a method that gives one is given an empty one")
                .check(OURS);
    }

    @Test
    void theRulesFileIsReadWithoutTheRuntime() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.jinx.agent.rules..", "dev.jinx.agent.settings..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.jinx.runtime..")
                .because("a file that is wrong is refused before anything is defined in the boot loader")
                .check(OURS);
    }

    @Test
    void onlyTheWeaverKnowsTheBytecodeLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jinx.agent.weave..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.bytebuddy..")
                .because("the way of weaving can then change without anybody noticing")
                .check(OURS);
    }

    @Test
    void onlyTheRulesKnowTheYamlLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jinx.agent.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.dataformat..", "org.yaml..")
                .because("what a rules file looks like is nobody else's business")
                .check(OURS);
    }

    @Test
    void onlyTheCommandLineKnowsThePicocliLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jinx.agent.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .because("it costs start-up time that no application is to pay")
                .check(OURS);
    }

    @Test
    void theEntryClassesKnowNoRoom() {
        classes()
                .that()
                .resideInAPackage("dev.jinx")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("dev.jinx", "java.."))
                .because("they are compiled for Java 8 and are visible to the application")
                .check(OURS);
    }

    @Test
    void nothingInTheRuntimeLinksThroughInvokedynamic() throws IOException {
        List<String> sites = new ArrayList<>();
        for (JavaClass one : OURS) {
            if (one.getName().startsWith("dev.jinx.runtime.")) {
                sites.addAll(linked(one.getName(), "java/lang/runtime/ObjectMethods"));
            }
        }
        assertThat(sites)
                .as("a lambda, a method reference or a concatenation that links inside an intercepted JDK method can"
                        + " deadlock or recurse; only the methods of records, which no hot path calls, may")
                .isEmpty();
    }

    @Test
    void keysOfMapsOnTheHotPathCompareWithoutInvokedynamic() throws IOException {
        // A record's own equals and hashCode link when they are first called, which would be inside an intercepted
        // call.
        assertThat(linked("dev.jinx.runtime.plan.Address", "")).doesNotContain("Address.equals", "Address.hashCode");
    }

    /** The methods of a class that have an invokedynamic instruction of another bootstrap class than {@code but}. */
    private static List<String> linked(String type, String but) throws IOException {
        List<String> methods = new ArrayList<>();
        try (InputStream in = ArchitectureTest.class.getResourceAsStream("/" + type.replace('.', '/') + ".class")) {
            new ClassReader(in.readAllBytes())
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access, String name, String descriptor, String signature, String[] thrown) {
                                    return new MethodVisitor(Opcodes.ASM9) {
                                        @Override
                                        public void visitInvokeDynamicInsn(
                                                String called, String desc, Handle bootstrap, Object... arguments) {
                                            if (!bootstrap.getOwner().equals(but)) {
                                                methods.add(type.substring(type.lastIndexOf('.') + 1) + "." + name);
                                            }
                                        }
                                    };
                                }
                            },
                            0);
        }
        return methods;
    }
}
