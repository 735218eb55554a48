package dev.jinx.runtime.connection;

/** For what an operation waits: a rule, which may go meanwhile. Any thread. */
public interface Cause {
    /** Whether it acts; who began to wait just before it went finds out by asking after he began. */
    boolean inForce();
}
