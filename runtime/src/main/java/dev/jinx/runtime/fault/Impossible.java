package dev.jinx.runtime.fault;

/** A fault cannot be done to a method, which shows only now that the method is called; the message says why. */
public final class Impossible extends Exception {
    private static final long serialVersionUID = 1;

    Impossible(String why) {
        super(why, null, false, false);
    }
}
