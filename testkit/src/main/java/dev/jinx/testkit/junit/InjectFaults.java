package dev.jinx.testkit.junit;

import dev.jinx.testkit.Preset;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Faults during a test: its method, but not what is done before and after each. On a class, for each of its tests. What stands on the
 * method is tried before what stands on the class, that before what stands on the classes and interfaces above it and around it, and all before
 * permanent rules. The test fails if one of the rules never matched and
 * does not say {@code may-be-unused: true}. A parameter of type {@link dev.jinx.testkit.Injections} has the counters, also in methods with
 * {@code @AfterEach}.
 *
 * <pre>
 *   &#64;Test
 *   &#64;InjectFaults("{ name: flaky, on: connect, when: { times: 2 }, fault: refuse }")
 *   void retries(Injections injections) {
 *       assertEquals("ok", client.get());
 *       injections.rule("flaky").assertInjected(2);
 *   }
 * </pre>
 */
@Documented
@Inherited
@Repeatable(InjectFaults.All.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@ExtendWith(JinxExtension.class)
public @interface InjectFaults {
    /**
     * Rules: a whole rules file, or one rule alone. A variable <code>${NAME}</code> is a system property, such as one that
     * {@code @BeforeAll} sets to the port of a server, or an environment variable.
     */
    String value() default "";

    /**
     * A rules file: a resource beside the test's class, or beside what that extends, implements or is nested in; with {@code /} in front
     * at the root of the class path; or a file.
     */
    String file() default "";

    /** Ready rules for what every application has to stand. */
    Preset[] presets() default {};

    /** The remote ports that {@link #presets} are for, as in a rules file; all where none is given. Variables as in {@link #value}. */
    String[] ports() default {};

    /** The remote hosts that {@link #presets} are for; all where none is given. */
    String[] hosts() default {};

    /** Whether {@link #presets} reach this test only, and what it starts; rules say {@code scope: this-test} in their target. */
    boolean onlyThisTest() default false;

    /** What the draws depend on, as a whole number; the property {@code jinx.seed} goes before it, and the variable {@code JINX_SEED}. */
    String seed() default "";

    /** Several of them. */
    @Documented
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @ExtendWith(JinxExtension.class)
    @interface All {
        /** All of them, the first being tried first. */
        InjectFaults[] value();
    }
}
