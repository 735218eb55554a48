package dev.jinx.agent.weave.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.compile.PlanCompiler;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.runtime.hook.CallHook;
import dev.jinx.runtime.plan.CallSite;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.subject.Subjects.Above;
import dev.jinx.subject.Subjects.Below;
import dev.jinx.subject.Subjects.Timed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

/** What class loaders and class files do to the weaving of calls. */
class CallTransformerTest {
    private static final String ABOVE = Above.class.getName();
    private static final String BELOW = Below.class.getName();

    /** A class loader that has the two classes and does not show their class files. */
    private static final class Secretive extends ClassLoader {
        private final Supplier<InputStream> shown;

        Secretive(Supplier<InputStream> shown) {
            super(CallTransformerTest.class.getClassLoader());
            this.shown = shown;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(ABOVE) && !name.equals(BELOW)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                byte[] bytes = file(name);
                return defineClass(name, bytes, 0, bytes.length);
            }
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            return shown == null ? super.getResourceAsStream(name) : shown.get();
        }
    }

    private static byte[] file(String name) {
        try (InputStream in =
                CallTransformerTest.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whatever such loaders come up with. */
    private static List<Secretive> loaders() {
        return List.of(
                new Secretive(() -> null),
                new Secretive(() -> new ByteArrayInputStream(new byte[0])),
                new Secretive(() -> new ByteArrayInputStream(new byte[] {1, 2, 3})),
                new Secretive(() -> new ByteArrayInputStream(file(Object.class.getName()))),
                new Secretive(() -> {
                    throw new AssertionError("nothing to be had");
                }),
                new Secretive(() -> {
                    throw new NoClassDefFoundError("nor here");
                }),
                new Secretive(() -> {
                    throw new IllegalStateException("closed");
                }));
    }

    /** One that shows them. */
    private static ClassLoader open() {
        return new Secretive(null);
    }

    private static List<CallRule> rules(String... patterns) {
        StringBuilder text = new StringBuilder("rules:\n");
        for (String pattern : patterns) {
            text.append("  - { name: '")
                    .append(pattern)
                    .append("', on: call, target: { methods: '")
                    .append(pattern)
                    .append("' }, fault: skip }\n");
        }
        Parsed parsed = RulesParser.parse("r.yaml", text.toString().getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(parsed.problems()).isEmpty();
        List<dev.jinx.agent.rules.Rule> written = parsed.file().orElseThrow().rules();
        Plan plan = PlanCompiler.compile(written, 1);
        List<CallRule> rules = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            rules.add(new CallRule(written.get(i), plan.rules()[i]));
        }
        return rules;
    }

    private static byte[] transform(CallTransformer transformer, ClassLoader loader, String name, byte[] bytes) {
        return transformer.transform(loader.getUnnamedModule(), loader, name.replace('.', '/'), null, null, bytes);
    }

    @Test
    void aLoadedClassWhoseFileIsNotShownIsConcernedByARuleOnAnnotations() throws ClassNotFoundException {
        CallRules rules = new CallRules(rules("@" + Timed.class.getName()));
        for (Secretive loader : loaders()) {
            assertThat(rules.concern(loader.loadClass(ABOVE))).isTrue();
        }
        ClassLoader open = open();
        assertThat(rules.concern(open.loadClass(ABOVE))).isTrue();
        assertThat(rules.concern(open.loadClass(BELOW)))
                .as("has no such method")
                .isFalse();
    }

    @Test
    void aClassIsWovenThoughWhatIsAboveItIsNotShown() {
        CallTransformer transformer =
                new CallTransformer(new CallRules(rules(BELOW + "#named", "+java.lang.AutoCloseable#close")));
        for (Secretive loader : loaders()) {
            assertThat(transform(transformer, loader, BELOW, file(BELOW))).isNotNull();
        }
    }

    @Test
    void aClassThatHasNoRoomForMoreIsLeftAndItIsSaid() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "full/Full", null, "java/lang/Object", null);
        for (int i = 0; i < 65_520; i++) {
            writer.newUTF8("constant" + i);
        }
        MethodVisitor method = writer.visitMethod(Opcodes.ACC_PUBLIC, "some", "()V", null, null);
        method.visitCode();
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
        writer.visitEnd();
        List<CallRule> rules = rules("full.Full#some");
        CallTransformer transformer = new CallTransformer(new CallRules(rules));
        assertThat(transform(transformer, open(), "full.Full", writer.toByteArray()))
                .isNull();
        assertThat(rules.get(0).rule().stats().refused())
                .containsExactly("does not act on full.Full.some(): its class is as large as a class can be");
        assertThat(Arrays.stream(CallHook.sites()).filter(CallSite::concerned).map(CallSite::method))
                .as("it is not taken for woven")
                .doesNotContain("full.Full.some()");
    }

    @Test
    void whatWasOnItsWayWhenTheRulesChangedIsMissed() throws ClassNotFoundException {
        CallTransformer transformer = new CallTransformer(new CallRules(rules(ABOVE + "#timed")));
        ClassLoader loader = open();
        byte[] first = transform(transformer, loader, BELOW, file(BELOW));
        assertThat(first).as("nobody names it").isNull();
        transformer.rules(new CallRules(rules(BELOW + "#named", ABOVE + "#named")));
        assertThat(transformer.missed(loader.loadClass(BELOW)))
                .as("it came by before")
                .isTrue();
        assertThat(transform(transformer, loader, ABOVE, file(ABOVE))).isNotNull();
        assertThat(transformer.missed(loader.loadClass(ABOVE)))
                .as("it came by since")
                .isFalse();
        assertThat(transformer.missed(String.class)).as("nobody names it").isFalse();
    }

    @Test
    void rulesThatComeWhileAClassIsWovenAreWoven() {
        CallTransformer[] transformer = new CallTransformer[1];
        CallRules late = new CallRules(rules(BELOW + "#named"));
        // Asked for what is above the class, in the middle of weaving it.
        Secretive loader = new Secretive(() -> {
            transformer[0].rules(late);
            return null;
        });
        transformer[0] = new CallTransformer(new CallRules(rules("+" + ABOVE + "#other")));
        assertThat(transform(transformer[0], loader, BELOW, file(BELOW))).isNotNull();
    }
}
