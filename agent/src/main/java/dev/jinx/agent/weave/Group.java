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
    /** Asynchronous channels: needed by every rule on streams. */
    ASYNC,
    /** What event loops see: needed by rules that make anybody wait, or hold bytes for them. */
    SELECTOR,
    /** For whom a thread works: needed by rules that reach one scope only. */
    TASKS,
    /** What this JVM resolved: needed by rules that name hosts. */
    NAMES
}
