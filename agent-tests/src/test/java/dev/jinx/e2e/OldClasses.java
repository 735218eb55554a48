package dev.jinx.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Class files that no compiler of today makes: of old releases, with subroutines, and with methods as large as can be. */
final class OldClasses {
    private OldClasses() {}

    /** Writes them; each has {@code public static int hit(int)}, which gives what it is given. Their names. */
    static String[] write(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        names.add(write(directory, "old.V46", Opcodes.V1_2, 0, OldClasses::loop));
        names.add(write(directory, "old.V47Subroutine", Opcodes.V1_3, 0, OldClasses::subroutine));
        names.add(write(directory, "old.V48", Opcodes.V1_4, 0, OldClasses::loop));
        names.add(write(directory, "old.V49", Opcodes.V1_5, 0, OldClasses::loop));
        names.add(write(directory, "old.V49Subroutine", Opcodes.V1_5, 0, OldClasses::subroutine));
        names.add(write(directory, "old.V50WithoutFrames", Opcodes.V1_6, 0, OldClasses::loop));
        names.add(write(directory, "old.V50", Opcodes.V1_6, ClassWriter.COMPUTE_FRAMES, OldClasses::loop));
        names.add(write(directory, "old.V51", Opcodes.V1_7, ClassWriter.COMPUTE_FRAMES, OldClasses::loop));
        names.add(write(directory, "old.Long", Opcodes.V17, ClassWriter.COMPUTE_FRAMES, code -> filled(code, 40_000)));
        names.add(write(directory, "old.Huge", Opcodes.V17, ClassWriter.COMPUTE_FRAMES, code -> filled(code, 65_510)));
        return names.toArray(new String[0]);
    }

    private interface Body {
        void write(MethodVisitor code);
    }

    private static String write(Path directory, String name, int version, int frames, Body body) throws IOException {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS | frames);
        String internal = name.replace('.', '/');
        writer.visit(version, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, internal, null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "hit", "(I)I", null, null);
        code.visitCode();
        Label first = new Label();
        code.visitLabel(first);
        code.visitLineNumber(12, first);
        body.write(code);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        Path file = directory.resolve(internal + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, writer.toByteArray());
        return name;
    }

    /** Begins with the head of a loop, and has a handler. */
    private static void loop(MethodVisitor code) {
        Label head = new Label();
        Label end = new Label();
        Label start = new Label();
        Label stop = new Label();
        Label handler = new Label();
        code.visitTryCatchBlock(start, stop, handler, "java/lang/RuntimeException");
        code.visitLabel(head);
        code.visitVarInsn(Opcodes.ILOAD, 0);
        code.visitIntInsn(Opcodes.BIPUSH, 7);
        code.visitJumpInsn(Opcodes.IF_ICMPLE, end);
        code.visitIincInsn(0, -1);
        code.visitJumpInsn(Opcodes.GOTO, head);
        code.visitLabel(end);
        code.visitLabel(start);
        code.visitVarInsn(Opcodes.ILOAD, 0);
        code.visitInsn(Opcodes.ICONST_0);
        code.visitInsn(Opcodes.IADD);
        code.visitVarInsn(Opcodes.ISTORE, 1);
        code.visitVarInsn(Opcodes.ILOAD, 1);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(stop);
        code.visitLabel(handler);
        code.visitInsn(Opcodes.POP);
        code.visitInsn(Opcodes.ICONST_M1);
        code.visitInsn(Opcodes.IRETURN);
    }

    private static void subroutine(MethodVisitor code) {
        Label called = new Label();
        code.visitJumpInsn(Opcodes.JSR, called);
        code.visitVarInsn(Opcodes.ILOAD, 0);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(called);
        code.visitVarInsn(Opcodes.ASTORE, 1);
        code.visitIincInsn(0, 1);
        code.visitIincInsn(0, -1);
        code.visitVarInsn(Opcodes.RET, 1);
    }

    /** So many bytes of code between a jump and where it goes to. */
    private static void filled(MethodVisitor code, int bytes) {
        Label head = new Label();
        Label end = new Label();
        code.visitLabel(head);
        code.visitVarInsn(Opcodes.ILOAD, 0);
        code.visitJumpInsn(Opcodes.IFLT, end);
        for (int i = 0; i < (bytes - 12) / 6 * 2; i++) {
            code.visitIincInsn(0, i % 2 == 0 ? 1 : -1);
        }
        code.visitVarInsn(Opcodes.ILOAD, 0);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(end);
        code.visitInsn(Opcodes.ICONST_M1);
        code.visitInsn(Opcodes.IRETURN);
    }
}
