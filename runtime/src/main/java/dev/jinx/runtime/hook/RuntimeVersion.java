package dev.jinx.runtime.hook;

/**
 * Which Jinx these classes are of. They stay in the boot loader when the agent goes, and an agent of another version does not work with
 * them.
 */
public final class RuntimeVersion {
    /** The version of the build. */
    public static final String TEXT = "0.1.0";

    private RuntimeVersion() {}
}
