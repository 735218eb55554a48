package dev.jinx.agent.weave.call;

import dev.jinx.agent.weave.FirstLineVisitor;
import dev.jinx.runtime.hook.CallHook;
import dev.jinx.runtime.plan.CallSite;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.stats.Failures;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
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
    private final boolean annotations;

    CallTransformer(List<CallRule> rules) {
        this.rules = rules;
        boolean anySupertypes = false;
        boolean anyAnnotations = false;
        for (CallRule rule : rules) {
            for (MethodMatcher matcher : rule.matchers()) {
                anySupertypes |= matcher.needsSupertypes();
                anyAnnotations |= matcher.needsAnnotations();
            }
        }
        supertypes = anySupertypes;
        annotations = anyAnnotations;
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
        if (name == null || Exempt.is(loader, name)) {
            return null;
        }
        try {
            return weave(loader, name, bytes);
        } catch (Throwable t) {
            Failures.record("weaving " + name.replace('/', '.'), t);
            return null;
        }
    }

    /** Whether a loaded class may be one that some rule names, so that it has to be retransformed. */
    boolean mayConcern(Class<?> type) {
        String name = type.getName();
        if (Exempt.is(type.getClassLoader(), name.replace('.', '/'))) {
            return false;
        }
        if (supertypes || annotations) {
            return true;
        }
        for (CallRule rule : rules) {
            for (MethodMatcher matcher : rule.matchers()) {
                if (matcher.matchesType(name, Set.of())) {
                    return true;
                }
            }
        }
        return false;
    }

    private byte[] weave(ClassLoader loader, String name, byte[] bytes) {
        String dotted = name.replace('/', '.');
        if (!supertypes && !annotations && !namedByAny(dotted)) {
            return null;
        }
        ClassReader reader = new ClassReader(bytes);
        if ((reader.getAccess() & Opcodes.ACC_MODULE) != 0) {
            return null;
        }
        TypeInfo info = TypeInfo.of(reader, annotations);
        Map<String, Found> found = find(reader, info, loader);
        if (found.isEmpty()) {
            return null;
        }
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Weave(writer, found), ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    private boolean namedByAny(String name) {
        for (CallRule rule : rules) {
            for (MethodMatcher matcher : rule.matchers()) {
                if (matcher.matchesType(name, Set.of())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A method that some rule names. */
    private static final class Found {
        WovenMethod method;
        int number;
        int locals;
        int line;
    }

    /** What is known of a method before its code is seen. */
    private record Seen(int access, String name, String descriptor, String[] exceptions, Set<String> annotations) {}

    private Map<String, Found> find(ClassReader reader, TypeInfo info, ClassLoader loader) {
        Set<String> above = supertypes ? hierarchy.of(loader, info) : Set.of();
        Map<String, Found> found = new HashMap<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        Seen seen = new Seen(access, name, descriptor, exceptions, new HashSet<>());
                        return new MethodVisitor(Opcodes.ASM9) {
                            private int locals;
                            private int line;

                            @Override
                            public void visitLineNumber(int number, Label start) {
                                line = line == 0 ? number : line;
                            }

                            @Override
                            public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                                seen.annotations.add(Type.getType(annotation).getClassName());
                                return null;
                            }

                            @Override
                            public void visitMaxs(int maxStack, int maxLocals) {
                                locals = maxLocals;
                            }

                            @Override
                            public void visitEnd() {
                                Found method = found(reader.getClassName(), info, above, loader, seen);
                                if (method != null) {
                                    method.locals = locals;
                                    method.line = line;
                                    found.put(name + descriptor, method);
                                }
                            }
                        };
                    }
                },
                ClassReader.SKIP_FRAMES);
        return found;
    }

    private Found found(String owner, TypeInfo info, Set<String> above, ClassLoader loader, Seen seen) {
        List<CallRule> concerned = new ArrayList<>();
        for (CallRule rule : rules) {
            if (names(rule, info, above, seen)) {
                concerned.add(rule);
            }
        }
        if (concerned.isEmpty() || (seen.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_BRIDGE)) != 0) {
            return null;
        }
        boolean arguments = false;
        boolean result = false;
        for (CallRule rule : concerned) {
            arguments |= rule.needsArguments();
            result |= rule.needsResult();
        }
        boolean isStatic = (seen.access & Opcodes.ACC_STATIC) != 0;
        boolean isVoid = Type.getReturnType(seen.descriptor).getSort() == Type.VOID;
        WovenMethod method = new WovenMethod(owner, seen.name, seen.descriptor, isStatic, arguments, result && !isVoid);
        List<Rule> fit = fit(concerned, method, info, loader, seen);
        return fit.isEmpty() ? null : register(method, fit, loader, seen);
    }

    private static boolean names(CallRule rule, TypeInfo info, Set<String> above, Seen seen) {
        for (MethodMatcher matcher : rule.matchers()) {
            boolean type = matcher.needsAnnotations()
                    ? matcher.matchesAnnotation(info.annotations()) || matcher.matchesAnnotation(seen.annotations)
                    : matcher.matchesType(info.name(), above);
            if (type && matcher.matchesMethod(seen.name, seen.descriptor)) {
                return true;
            }
        }
        return false;
    }

    /** The rules whose faults can be done to the method; the others are refused, loudly. */
    private List<Rule> fit(List<CallRule> concerned, WovenMethod method, TypeInfo info, ClassLoader loader, Seen seen) {
        Fitness fitness = new Fitness(hierarchy, loader, seen.name, seen.descriptor, seen.exceptions);
        List<Rule> fit = new ArrayList<>();
        for (CallRule rule : concerned) {
            String wrong = fitness.wrong(rule);
            if ((seen.access & Opcodes.ACC_NATIVE) != 0) {
                wrong = "it is native";
            } else if (info.version() < Opcodes.V1_5) {
                wrong = "its class is compiled for a Java older than 5";
            }
            if (wrong.isEmpty()) {
                fit.add(rule.rule());
            } else {
                Refusals.tell(rule.name(), method.describe(), wrong);
            }
        }
        return fit;
    }

    private Found register(WovenMethod method, List<Rule> fit, ClassLoader loader, Seen seen) {
        Fitness fitness = new Fitness(hierarchy, loader, seen.name, seen.descriptor, seen.exceptions);
        CallSite site = new CallSite(
                method.describe(),
                seen.descriptor,
                fitness.declares("java.lang.InterruptedException"),
                fitness.declares("java.util.concurrent.TimeoutException"));
        site.rules(fit.toArray(new Rule[0]));
        Found found = new Found();
        found.method = method;
        found.number = CallHook.register(site);
        return found;
    }

    /** Puts the calls in. */
    private static final class Weave extends ClassVisitor {
        private final Map<String, Found> found;

        Weave(ClassWriter writer, Map<String, Found> found) {
            super(Opcodes.ASM9, writer);
            this.found = found;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            Found method = found.get(name + descriptor);
            return method == null
                    ? next
                    : new CallVisitor(
                            new FirstLineVisitor(next, method.line), method.method, method.number, method.locals);
        }
    }
}
