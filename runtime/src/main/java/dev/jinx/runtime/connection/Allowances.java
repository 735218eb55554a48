package dev.jinx.runtime.connection;

/** What faults keep for one connection and direction: a bandwidth, a pace. Guarded by the connection. */
final class Allowances {
    private Entry first;

    private record Entry(Object fault, Crossing.Kind kind, Object allowance, Entry next) {}

    Object of(Object fault, Crossing.Kind kind) {
        for (Entry entry = first; entry != null; entry = entry.next) {
            if (entry.fault == fault && entry.kind == kind) {
                return entry.allowance;
            }
        }
        return null;
    }

    void put(Object fault, Crossing.Kind kind, Object allowance) {
        first = new Entry(fault, kind, allowance, first);
    }
}
