package dev.jinx.runtime.plan;

/** A set of ports. Immutable. */
public final class Ports {
    private final int[] bounds;

    /**
     * A set.
     *
     * @param bounds first and last port of each range, both included
     */
    public Ports(int... bounds) {
        this.bounds = bounds.clone();
    }

    /** Whether that port is in it. */
    public boolean contains(int port) {
        for (int i = 0; i < bounds.length; i += 2) {
            if (bounds[i] <= port && port <= bounds[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** First and last port of each range. */
    int[] bounds() {
        return bounds.clone();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(bounds[i]);
            if (bounds[i + 1] != bounds[i]) {
                text.append('-').append(bounds[i + 1]);
            }
        }
        return text.toString();
    }
}
