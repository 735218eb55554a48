package dev.jinx.agent.weave.call;

import dev.jinx.agent.weave.FirstLineVisitor;
import dev.jinx.agent.weave.call.MethodScan.Named;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.stats.Failures;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodTooLargeException;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Weaves the methods that rules on calls name, in any class, when it is loaded or retransformed. A class that no rule names is not
 * touched. Any thread.
 */
final class CallTransformer implements ClassFileTransformer {
    private final List<CallRule> rules;
    private final Hierarchy hierarchy = new Hierarchy();
    private final boolean supertypes;

    CallTransformer(List<CallRule> rules) {
        this.rules = rules;
        boolean anySupertypes = false;
        for (CallRule rule : rules) {
            for (MethodMatcher matcher : rule.matchers()) {
                anySupertypes |= matcher.needsSupertypes();
            }
        }
        supertypes = anySupertypes;
    }

    @Override
    public byte[] transform(
            Module module, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
        if (name == null || Exempt.is(module, loader, name)) {
            return null;
        }
        try {
            return weave(loader, name, type, domain, bytes);
        } catch (Throwable t) {
            Failures.record("weaving " + name.replace('/', '.'), t);
            return null;
        }
    }

    /** Whether some rule names a loaded class, so that it has to be retransformed. */
    boolean concerns(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        String name = type.getName();
        if (Exempt.is(type.getModule(), loader, name.replace('.', '/'))) {
            return false;
        }
        boolean generated = type.getSuperclass() != Object.class && isGenerated(name);
        List<Asked> asked = asked(loader, name, supertypes ? Hierarchy.of(type) : Set.of(), generated);
        boolean byAnnotation = false;
        for (Asked one : asked) {
            if (!one.matcher().needsAnnotations()) {
                return true;
            }
            byAnnotation = true;
        }
        if (!byAnnotation) {
            return false;
        }
        // Not by reflection, which would load the classes of parameters and annotations.
        byte[] bytes = Hierarchy.bytes(loader, name.replace('.', '/'));
        return bytes == null || !MethodScan.of(new ClassReader(bytes), asked).isEmpty();
    }

    /**
     * Whether a framework has made this subclass at run time: it passes each call on to the class that was written, which is the one
     * that is meant, and a call would count twice.
     */
    private static boolean isGenerated(String name) {
        return name.indexOf('$') >= 0
                && (name.contains("CGLIB$$") || name.contains("$HibernateProxy$") || name.contains("_$$_"));
    }

    private List<Asked> asked(ClassLoader loader, String name, Set<String> above, boolean generated) {
        List<Asked> asked = new ArrayList<>();
        boolean ofJdk = Exempt.isOfJdk(loader);
        for (CallRule rule : rules) {
            for (MethodMatcher matcher : rule.matchers()) {
                if ((!generated || matcher.namesGenerated()) && matcher.mayName(name, above, ofJdk)) {
                    asked.add(new Asked(rule, matcher));
                }
            }
        }
        return asked;
    }

    private byte[] weave(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
        String dotted = name.replace('/', '.');
        ClassReader reader = null;
        Set<String> above = Set.of();
        if (supertypes && !(Exempt.isOfJdk(loader) && meansNoneOfJdk(dotted))) {
            reader = new ClassReader(bytes);
            above = type == null ? hierarchy.of(loader, TypeInfo.of(reader), domain) : Hierarchy.of(type);
        }
        List<Asked> asked = asked(loader, dotted, above, false);
        if (asked.isEmpty()) {
            return null;
        }
        reader = reader == null ? new ClassReader(bytes) : reader;
        if (isGenerated(dotted) && !reader.getSuperName().equals("java/lang/Object")) {
            asked = asked(loader, dotted, above, true);
        }
        if (asked.isEmpty() || (reader.getAccess() & Opcodes.ACC_MODULE) != 0) {
            return null;
        }
        Map<String, Woven> woven = new HashMap<>();
        for (Named method : MethodScan.of(reader, asked).values()) {
            Woven one = woven(reader, method, loader);
            if (one != null) {
                woven.put(method.name + method.descriptor, one);
            }
        }
        return write(reader, woven);
    }

    private boolean meansNoneOfJdk(String name) {
        for (CallRule rule : rules) {
            for (MethodMatcher matcher : rule.matchers()) {
                if (matcher.meansJdk(name)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A method that is to be woven. */
    private record Woven(Named named, WovenMethod method, int number) {}

    private Woven woven(ClassReader reader, Named named, ClassLoader loader) {
        boolean arguments = false;
        boolean result = false;
        for (CallRule rule : named.rules) {
            arguments |= rule.needsArguments();
            result |= rule.needsResult();
        }
        boolean isVoid = Type.getReturnType(named.descriptor).getSort() == Type.VOID;
        WovenMethod method = new WovenMethod(
                reader.getClassName(),
                named.name,
                named.descriptor,
                named.is(Opcodes.ACC_STATIC),
                arguments,
                result && !isVoid);
        Fitness fitness = new Fitness(hierarchy, loader, named.name, named.descriptor, named.exceptions);
        List<Rule> fit = fit(named, method, fitness, reader.readUnsignedShort(6));
        return fit.isEmpty() ? null : new Woven(named, method, Sites.number(method, fitness, fit));
    }

    /** The rules whose faults can be done to the method; the others are refused, loudly. */
    private static List<Rule> fit(Named named, WovenMethod method, Fitness fitness, int version) {
        List<Rule> fit = new ArrayList<>();
        for (CallRule rule : named.rules) {
            String wrong = fitness.wrong(rule);
            if (named.is(Opcodes.ACC_NATIVE)) {
                wrong = "it is native";
            } else if (version < Opcodes.V1_5) {
                wrong = "its class is compiled for a Java older than 5";
            }
            if (wrong.isEmpty()) {
                fit.add(rule.rule());
            } else {
                Refusals.tell(rule, method.describe(), wrong);
            }
        }
        return fit;
    }

    private static byte[] write(ClassReader reader, Map<String, Woven> woven) {
        while (!woven.isEmpty()) {
            try {
                ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
                reader.accept(new Weave(writer, woven), ClassReader.EXPAND_FRAMES);
                return writer.toByteArray();
            } catch (MethodTooLargeException e) {
                Woven tooLarge = woven.remove(e.getMethodName() + e.getDescriptor());
                if (tooLarge == null) {
                    throw e;
                }
                Sites.abandon(tooLarge.number());
                for (CallRule rule : tooLarge.named().rules) {
                    Refusals.tell(rule, tooLarge.method().describe(), "it is as large as a method can be");
                }
            }
        }
        return null;
    }

    /** Puts the calls in. */
    private static final class Weave extends ClassVisitor {
        private final Map<String, Woven> woven;

        Weave(ClassWriter writer, Map<String, Woven> woven) {
            super(Opcodes.ASM9, writer);
            this.woven = woven;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            Woven one = woven.get(name + descriptor);
            return one == null
                    ? next
                    : new CallVisitor(
                            new FirstLineVisitor(next, one.named().line),
                            one.method(),
                            one.number(),
                            one.named().locals);
        }
    }
}
