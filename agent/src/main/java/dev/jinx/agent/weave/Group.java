package dev.jinx.agent.weave;

/** Which rules need an interception point. */
enum Group {
    CONNECT,
    ACCEPT,
    READ,
    WRITE,
    CLOSE,
    /** The kernel's border, where faults act: needed by every rule on streams. */
    BORDER,
    /** What this JVM resolved: needed by rules that name hosts. */
    NAMES
}
