package dev.jinx.runtime.plan;

/**
 * A set of hosts. Immutable.
 *
 * @param names exact ones, in the form of {@link Endpoint#normal}
 * @param globs on the same form
 * @param addresses exact ones
 * @param blocks CIDR
 */
public record Hosts(String[] names, Glob[] globs, Address[] addresses, Cidr[] blocks) {
    /** Whether the remote host of that endpoint is in it. */
    public boolean matches(Endpoint endpoint) {
        if (endpoint.name() != null && matchesName(endpoint.name())) {
            return true;
        }
        Address address = endpoint.address();
        if (address == null) {
            return false;
        }
        return matchesAddress(address) || matchesResolved(endpoint);
    }

    private boolean matchesAddress(Address address) {
        for (Address one : addresses) {
            if (one.equals(address)) {
                return true;
            }
        }
        for (Cidr block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesResolved(Endpoint endpoint) {
        if (!byName()) {
            return false;
        }
        for (String name : endpoint.resolved()) {
            if (matchesName(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it asks for any name. */
    public boolean byName() {
        return names.length > 0 || globs.length > 0;
    }

    /** Whether a name, in normal form, is in it. */
    boolean matchesName(String name) {
        for (String one : names) {
            if (one.equals(name)) {
                return true;
            }
        }
        for (Glob glob : globs) {
            if (glob.matches(name)) {
                return true;
            }
        }
        return false;
    }
}
