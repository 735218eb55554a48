package dev.jinx.agent.weave;

/** How a JDK method is woven. */
enum Shape {
    /** A hook on entry that may begin an injection, and one on each way out. */
    AROUND,
    /** A hook on entry whose answer may replace the call, or change the length it is made with. */
    GUARD,
    /** A hook on entry that may throw. */
    BEFORE,
    /** A hook before each normal return. */
    AFTER,
    /** One static call inside the method becomes a call of the hook. */
    REPLACE_CALL
}
