package dev.jinx.agent.weave;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Weaves interception points into one class with the bytecode library inside Byte Buddy. Loaded when the first class of the catalogue
 * is, and not before: it costs what a start-up may cost.
 */
final class Weaver {
    private Weaver() {}

    /**
     * What came of it.
     *
     * @param bytes the woven class
     * @param woven the points that were found
     */
    record Woven(byte[] bytes, Set<InterceptionPoint> woven) {}

    static Woven weave(byte[] original, List<InterceptionPoint> points) {
        ClassReader reader = new ClassReader(original);
        Map<String, int[]> shapes = shapes(reader, points);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        // By identity: the first hash code of a record links through java.lang.invoke, which costs 10 ms of every
        // start.
        Set<InterceptionPoint> woven = Collections.newSetFromMap(new IdentityHashMap<>());
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                        int[] shape = shapes.get(name + descriptor);
                        if (shape == null) {
                            return next;
                        }
                        next = new FirstLineVisitor(next, shape[1]);
                        int max = shape[0];
                        for (InterceptionPoint point : points) {
                            if (is(point, name, descriptor)) {
                                woven.add(point);
                                next = visitor(point, reader.getClassName(), access, next, max);
                                // The local variable of a visitor further out lies behind that of one further in.
                                max++;
                            }
                        }
                        return next;
                    }
                },
                ClassReader.EXPAND_FRAMES);
        return new Woven(writer.toByteArray(), woven);
    }

    private static boolean is(InterceptionPoint point, String name, String descriptor) {
        return point.method().equals(name) && point.descriptor().equals(descriptor);
    }

    private static MethodVisitor visitor(
            InterceptionPoint point, String type, int access, MethodVisitor next, int freeLocal) {
        MethodShape method = new MethodShape(point, type, (access & Opcodes.ACC_STATIC) != 0);
        return switch (point.shape()) {
            case AROUND -> new AroundVisitor(method, next, freeLocal);
            case TASK -> new TaskVisitor(method, next, freeLocal);
            case GUARD -> new GuardVisitor(method, next);
            case BEFORE -> new BeforeVisitor(method, next);
            case AFTER -> new AfterVisitor(method, next);
            case RESULT -> new ResultVisitor(method, next);
            case REPLACE_CALL, REPLACE_VIRTUAL, BEFORE_CALL -> new ReplaceCallVisitor(method, next);
        };
    }

    /** For each method that is woven the number of its local variables, and its first line. */
    private static Map<String, int[]> shapes(ClassReader reader, List<InterceptionPoint> points) {
        Map<String, int[]> shapes = new HashMap<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        for (InterceptionPoint point : points) {
                            if (is(point, name, descriptor)) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    private int line;

                                    @Override
                                    public void visitLineNumber(int number, Label start) {
                                        line = line == 0 ? number : line;
                                    }

                                    @Override
                                    public void visitMaxs(int maxStack, int maxLocals) {
                                        shapes.put(name + descriptor, new int[] {maxLocals, line});
                                    }
                                };
                            }
                        }
                        return null;
                    }
                },
                ClassReader.SKIP_FRAMES);
        return shapes;
    }
}
