package dev.jinx.runtime.scope;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;

/** Values by the identity of objects, which it does not keep. Any thread. */
final class WeakTable {
    private final ConcurrentHashMap<Object, Object> table = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> garbage = new ReferenceQueue<>();

    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object object, ReferenceQueue<Object> queue) {
            super(object, queue);
            hash = System.identityHashCode(object);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            Object mine = get();
            return mine != null && other instanceof Key key && key.refersTo(mine);
        }
    }

    /** What is looked up by: nothing that the collector has to be told of. */
    private static final class Probe {
        private final Object object;

        Probe(Object object) {
            this.object = object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }

        /** The table asks what is looked up, never what it holds. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.refersTo(object);
        }
    }

    boolean isEmpty() {
        return table.isEmpty();
    }

    /** The value of that object; null for none. */
    Object get(Object object) {
        return table.isEmpty() ? null : table.get(new Probe(object));
    }

    void put(Object object, Object value) {
        expunge();
        table.put(new Key(object, garbage), value);
    }

    /** The value that is there now. */
    Object putIfAbsent(Object object, Object value) {
        expunge();
        Object other = table.putIfAbsent(new Key(object, garbage), value);
        return other == null ? value : other;
    }

    private void expunge() {
        for (Object key = garbage.poll(); key != null; key = garbage.poll()) {
            table.remove(key);
        }
    }

    void clear() {
        table.clear();
        expunge();
    }
}
