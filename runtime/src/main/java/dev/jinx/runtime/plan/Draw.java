package dev.jinx.runtime.plan;

/**
 * Random numbers without a generator: each is a pure function of the seed, the rule's name and the number of the match, so that a run
 * can be repeated whatever its threads do. The mixing is SplitMix64's (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
 * Generators, 2014).
 */
public final class Draw {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Draw() {}

    /** A 64-bit hash of a rule's name (FNV-1a over its chars). */
    public static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /**
     * A number in [0, 1).
     *
     * @param key of seed and name, from {@link #key}
     * @param n the number of the match, from 1
     * @param stream which of several independent numbers for the same match
     */
    public static double unit(long key, long n, int stream) {
        long bits = mix(mix(key + n * GOLDEN) + stream * GOLDEN);
        return (bits >>> 11) * 0x1.0p-53;
    }

    /** What the draws of a rule start from. */
    public static long key(long seed, long nameHash) {
        return mix(seed ^ mix(nameHash));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
