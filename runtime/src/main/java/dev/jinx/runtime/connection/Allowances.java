package dev.jinx.runtime.connection;

/** What faults keep for one connection and direction: a bandwidth, a pace. Guarded by the connection. */
final class Allowances {
    private Entry first;

    private record Entry(Object owner, Object fault, Crossing.Kind kind, Object allowance, Entry next) {}

    Object of(Object fault, Crossing.Kind kind) {
        for (Entry entry = first; entry != null; entry = entry.next) {
            if (entry.fault == fault && entry.kind == kind) {
                return entry.allowance;
            }
        }
        return null;
    }

    /** Those of rules that are gone go: others come with every reload, and the connection may last for days. */
    void put(Object owner, Object fault, Crossing.Kind kind, Object allowance) {
        first = new Entry(owner, fault, kind, allowance, inForce(first));
    }

    private static Entry inForce(Entry entries) {
        Entry kept = null;
        for (Entry entry = entries; entry != null; entry = entry.next) {
            if (!(entry.owner instanceof Cause cause) || cause.inForce()) {
                kept = new Entry(entry.owner, entry.fault, entry.kind, entry.allowance, kept);
            }
        }
        return kept;
    }

    int size() {
        int size = 0;
        for (Entry entry = first; entry != null; entry = entry.next) {
            size++;
        }
        return size;
    }
}
