package dev.jinx.runtime.stats;

/**
 * Is told of each injection, on the thread on which it happens, inside the intercepted call: what it does must be what may be done there.
 */
public interface InjectionListener {
    /** That was injected. */
    void injected(Event event);
}
