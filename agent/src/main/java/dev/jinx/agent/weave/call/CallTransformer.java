package dev.jinx.agent.weave.call;

import dev.jinx.agent.weave.FirstLineVisitor;
import dev.jinx.agent.weave.call.MethodScan.Named;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.stats.Failures;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassTooLargeException;
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
    /** How often a class is woven anew because the rules changed meanwhile. */
    private static final int ROUNDS = 3;

    private final Hierarchy hierarchy = new Hierarchy();
    private volatile CallRules rules;

    /** The classes that some rule names and that came by with these rules; each with its loader. */
    private volatile Set<String> cameBy = ConcurrentHashMap.newKeySet();

    CallTransformer(CallRules rules) {
        this.rules = rules;
        // What is asked of every class first is loaded before any comes by: it would ask for itself.
        boolean ignored = Exempt.isOfJdk(null) || Exempt.isVital(Object.class.getModule());
    }

    /** What is woven now. */
    CallRules rules() {
        return rules;
    }

    /** From now on classes are woven with these. It stays where it is, so that no class is defined without it, or comes by twice. */
    void rules(CallRules next) {
        cameBy = ConcurrentHashMap.newKeySet();
        rules = next;
    }

    @Override
    public byte[] transform(
            Module module, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
        if (name == null || Exempt.is(module, loader, name)) {
            return null;
        }
        if (Exempt.isVital(module)) {
            rules.refuse(module, loader, name.replace('/', '.'));
            return null;
        }
        byte[] woven = null;
        CallRules with;
        int rounds = 0;
        do {
            with = rules;
            woven = transform(with, loader, name, type, domain, bytes);
            // The rules may have changed while it was woven.
        } while (with != rules && ++rounds < ROUNDS);
        return woven;
    }

    private byte[] transform(
            CallRules with, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
        try {
            return weave(with, loader, name, type, domain, bytes);
        } catch (Throwable t) {
            Failures.record("weaving " + name.replace('/', '.'), t);
            return null;
        }
    }

    /** Whether some rule names a loaded class that did not come by, or came by with the rules before. */
    boolean missed(Class<?> type) {
        return !cameBy.contains(key(type.getClassLoader(), type.getName())) && rules.concern(type);
    }

    private static String key(ClassLoader loader, String name) {
        return System.identityHashCode(loader) + " " + name;
    }

    private byte[] weave(
            CallRules with, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
        String dotted = name.replace('/', '.');
        ClassReader reader = null;
        Set<String> above = Set.of();
        if (with.needSupertypes(loader, dotted)) {
            reader = new ClassReader(bytes);
            above = type == null ? hierarchy.of(loader, TypeInfo.of(reader), domain) : Hierarchy.of(type);
        }
        List<Asked> asked = with.asked(loader, dotted, above, false);
        if (asked.isEmpty()) {
            return null;
        }
        reader = reader == null ? new ClassReader(bytes) : reader;
        if (CallRules.isGenerated(dotted) && !reader.getSuperName().equals("java/lang/Object")) {
            asked = with.asked(loader, dotted, above, true);
        }
        if (asked.isEmpty() || (reader.getAccess() & Opcodes.ACC_MODULE) != 0) {
            return null;
        }
        Collection<Named> named = MethodScan.of(reader, asked).values();
        if (!named.isEmpty() || CallRules.byName(asked)) {
            cameBy.add(key(loader, dotted));
        }
        Map<String, Woven> woven = new HashMap<>();
        for (Named method : named) {
            Woven one = woven(reader, method, loader);
            if (one != null) {
                woven.put(method.name + method.descriptor, one);
            }
        }
        return write(reader, woven);
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
                reader.readUnsignedShort(6),
                named.is(Opcodes.ACC_STATIC),
                arguments,
                result && !isVoid);
        Fitness fitness = new Fitness(hierarchy, loader, named.name, named.descriptor, named.exceptions);
        List<Rule> fit = fit(named, method, fitness);
        return fit.isEmpty() ? null : new Woven(named, method, Sites.number(method, fitness, fit));
    }

    /** The rules whose faults can be done to the method; the others are refused, loudly. */
    private static List<Rule> fit(Named named, WovenMethod method, Fitness fitness) {
        List<Rule> fit = new ArrayList<>();
        for (CallRule rule : named.rules) {
            String wrong = fitness.wrong(rule);
            if (named.is(Opcodes.ACC_NATIVE)) {
                wrong = "it is native";
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
                refuse(tooLarge, "it is as large as a method can be");
            } catch (ClassTooLargeException e) {
                for (Woven one : woven.values()) {
                    refuse(one, "its class is as large as a class can be");
                }
                return null;
            } catch (RuntimeException | Error e) {
                for (Woven one : woven.values()) {
                    refuse(one, "its class cannot be woven: " + e);
                }
                throw e;
            }
        }
        return null;
    }

    private static void refuse(Woven method, String why) {
        Sites.abandon(method.number());
        for (CallRule rule : method.named().rules) {
            Refusals.tell(rule, method.method().describe(), why);
        }
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
