package dev.jinx.agent.weave.call;

import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * What a class file says of its class.
 *
 * @param name full, with {@code $} for nested classes
 * @param superclass internal; null for Object
 * @param interfaces internal
 * @param annotations full names of those on the class
 * @param version of the class file
 */
record TypeInfo(String name, String superclass, String[] interfaces, Set<String> annotations, int version) {
    /** Reads a class file; its annotations only if they are asked for, because that reads all of it. */
    static TypeInfo of(ClassReader reader, boolean withAnnotations) {
        Set<String> annotations = new HashSet<>();
        if (withAnnotations) {
            reader.accept(
                    new ClassVisitor(Opcodes.ASM9) {
                        @Override
                        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
                            annotations.add(Type.getType(descriptor).getClassName());
                            return null;
                        }
                    },
                    ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        }
        return new TypeInfo(
                reader.getClassName().replace('/', '.'),
                reader.getSuperName(),
                reader.getInterfaces(),
                annotations,
                reader.readUnsignedShort(6));
    }
}
