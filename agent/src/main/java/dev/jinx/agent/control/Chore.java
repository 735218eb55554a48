package dev.jinx.agent.control;

/** Something that is looked after from time to time, on the thread that watches. */
interface Chore {
    /** The chore is over. */
    long NEVER = Long.MAX_VALUE;

    /** How often a chore is done that has no reason for another time, in milliseconds. */
    long INTERVAL = 1_000;

    /** Does it; returns after how many milliseconds it wants to be done again. */
    long run() throws Exception;

    /** Takes back what it left in the JVM. */
    default void end() throws Exception {}
}
