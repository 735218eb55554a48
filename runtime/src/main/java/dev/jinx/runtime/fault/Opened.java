package dev.jinx.runtime.fault;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InaccessibleObjectException;
import jdk.internal.misc.Unsafe;

/** Members of the application's classes, whatever its modules keep to themselves. */
final class Opened {
    private Opened() {}

    /** From now on it can be used from here. */
    static void open(AccessibleObject member) {
        try {
            member.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            Unsafe unsafe = Unsafe.getUnsafe();
            unsafe.putBoolean(member, unsafe.objectFieldOffset(AccessibleObject.class, "override"), true);
        }
    }
}
