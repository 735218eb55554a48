package dev.jinx.agent.weave.call;

import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * The one class of ours in {@code java.lang}, {@code java.lang.JinxCalls}: woven methods of the application call it, because every class
 * loader finds that package, also those that do not ask the boot loader for anything else. It does nothing but go on to the runtime.
 */
final class Trampoline {
    /** Its internal name. */
    static final String NAME = "java/lang/JinxCalls";

    /** The field that woven methods look at first. */
    static final String SWITCH = "on";

    static final String ENTER = "(ILjava/lang/Class;[Ljava/lang/Object;)Ljava/lang/Object;";
    static final String REPLACES = "(Ljava/lang/Object;)Z";
    static final String VALUE = "(Ljava/lang/Object;)Ljava/lang/Object;";
    static final String EXIT = "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";

    private static final String HOOK = "dev/jinx/runtime/hook/CallHook";

    private Trampoline() {}

    /** Its bytes. */
    static byte[] bytes() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, NAME, null, "java/lang/Object", null);
        writer.visitField(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_VOLATILE, SWITCH, "Z", null, null)
                .visitEnd();
        forward(writer, "enter", ENTER, Opcodes.ARETURN, Opcodes.ILOAD, Opcodes.ALOAD, Opcodes.ALOAD);
        forward(writer, "replaces", REPLACES, Opcodes.IRETURN, Opcodes.ALOAD);
        forward(writer, "value", VALUE, Opcodes.ARETURN, Opcodes.ALOAD);
        forward(writer, "exit", EXIT, Opcodes.ARETURN, Opcodes.ALOAD, Opcodes.ALOAD);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void forward(ClassWriter writer, String name, String descriptor, int result, int... loads) {
        MethodVisitor method =
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, name, descriptor, null, null);
        method.visitCode();
        for (int i = 0; i < loads.length; i++) {
            method.visitVarInsn(loads[i], i);
        }
        method.visitMethodInsn(Opcodes.INVOKESTATIC, HOOK, name, descriptor, false);
        method.visitInsn(result);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }
}
