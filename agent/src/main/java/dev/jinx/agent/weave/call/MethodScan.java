package dev.jinx.agent.weave.call;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Finds the methods of a class file that rules name. One thread. */
final class MethodScan extends ClassVisitor {
    private final List<Asked> asked;
    private final Set<String> ofClass = new HashSet<>();
    private final Map<String, Named> named = new LinkedHashMap<>();

    /** A method that some rule names. */
    static final class Named {
        final int access;
        final String name;
        final String descriptor;
        final String[] exceptions;

        /** In the order of the file. */
        final List<CallRule> rules = new ArrayList<>();

        /** How many local variables it has. */
        int locals;

        /** Where it begins, 0 where that is unknown. */
        int line;

        Named(int access, String name, String descriptor, String[] exceptions) {
            this.access = access;
            this.name = name;
            this.descriptor = descriptor;
            this.exceptions = exceptions;
        }

        boolean is(int flag) {
            return (access & flag) != 0;
        }
    }

    private MethodScan(List<Asked> asked) {
        super(Opcodes.ASM9);
        this.asked = asked;
    }

    /** The methods by name and descriptor. */
    static Map<String, Named> of(ClassReader reader, List<Asked> asked) {
        MethodScan scan = new MethodScan(asked);
        reader.accept(scan, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        if (!scan.named.isEmpty()) {
            reader.accept(new Shapes(scan.named), ClassReader.SKIP_FRAMES);
        }
        return scan.named;
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        ofClass.add(Type.getType(descriptor).getClassName());
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_BRIDGE)) != 0) {
            return null;
        }
        Named method = new Named(access, name, descriptor, exceptions);
        Set<String> annotations = new HashSet<>(ofClass);
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                annotations.add(Type.getType(annotation).getClassName());
                return null;
            }

            @Override
            public void visitEnd() {
                name(method, annotations);
            }
        };
    }

    private void name(Named method, Set<String> annotations) {
        for (Asked one : asked) {
            if (!method.rules.contains(one.rule()) && names(one.matcher(), method, annotations)) {
                method.rules.add(one.rule());
            }
        }
        if (!method.rules.isEmpty()) {
            named.put(method.name + method.descriptor, method);
        }
    }

    private static boolean names(MethodMatcher matcher, Named method, Set<String> annotations) {
        // The bodies of lambdas and what else the compiler made: nobody means them who does not say so.
        return (!method.is(Opcodes.ACC_SYNTHETIC) || matcher.namesSynthetic())
                && (!matcher.needsAnnotations() || matcher.matchesAnnotation(annotations))
                && matcher.matchesMethod(method.name, method.descriptor);
    }

    /** Learns what weaving needs to know before it sees the code. */
    private static final class Shapes extends ClassVisitor {
        private final Map<String, Named> named;

        Shapes(Map<String, Named> named) {
            super(Opcodes.ASM9);
            this.named = named;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            Named method = named.get(name + descriptor);
            if (method == null) {
                return null;
            }
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitLineNumber(int number, Label start) {
                    method.line = method.line == 0 ? number : method.line;
                }

                @Override
                public void visitMaxs(int maxStack, int maxLocals) {
                    method.locals = maxLocals;
                }
            };
        }
    }
}
