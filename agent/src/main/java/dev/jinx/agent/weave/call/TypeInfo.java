package dev.jinx.agent.weave.call;

import net.bytebuddy.jar.asm.ClassReader;

/**
 * What a class file says of its class.
 *
 * @param name full, with {@code $} for nested classes
 * @param above internal names of the superclass and of the interfaces
 * @param version of the class file
 */
record TypeInfo(String name, String[] above, int version) {
    static TypeInfo of(ClassReader reader) {
        String superclass = reader.getSuperName();
        String[] interfaces = reader.getInterfaces();
        String[] above = interfaces;
        // Object itself has none.
        if (superclass != null) {
            above = new String[interfaces.length + 1];
            above[0] = superclass;
            System.arraycopy(interfaces, 0, above, 1, interfaces.length);
        }
        return new TypeInfo(reader.getClassName().replace('/', '.'), above, reader.readUnsignedShort(6));
    }
}
