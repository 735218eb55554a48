package dev.jinx.runtime.plan;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names that this JVM resolved, by address, so that a rule for a name also finds a connect to the bare address. Only names that
 * some rule asks for are kept, and at most {@link #KEPT} addresses. Any thread.
 */
public final class ResolvedNames {
    /** How many addresses are kept. */
    public static final int KEPT = 10_000;

    /** How many names are kept for each: a wildcard domain gives new ones without end. */
    static final int KEPT_NAMES = 100;

    static final String[] NONE = {};

    private static final ConcurrentHashMap<Address, String[]> NAMES = new ConcurrentHashMap<>();

    private ResolvedNames() {}

    /** That name was resolved to these addresses. */
    public static void note(String name, InetAddress[] addresses) {
        String normal = Endpoint.normal(name);
        for (InetAddress address : addresses) {
            if (NAMES.size() < KEPT) {
                add(Address.of(address), normal);
            }
        }
    }

    private static void add(Address address, String name) {
        while (true) {
            String[] known = NAMES.get(address);
            if (known == null) {
                if (NAMES.putIfAbsent(address, new String[] {name}) == null) {
                    return;
                }
                continue;
            }
            for (String other : known) {
                if (other.equals(name)) {
                    return;
                }
            }
            if (known.length == KEPT_NAMES) {
                return;
            }
            String[] more = java.util.Arrays.copyOf(known, known.length + 1);
            more[known.length] = name;
            if (NAMES.replace(address, known, more)) {
                return;
            }
        }
    }

    static String[] of(Address address) {
        String[] names = NAMES.get(address);
        return names == null ? NONE : names;
    }

    /** Forgets all. */
    public static void clear() {
        NAMES.clear();
    }
}
