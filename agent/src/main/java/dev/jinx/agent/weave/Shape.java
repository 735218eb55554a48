package dev.jinx.agent.weave;

/** How a JDK method is woven. */
enum Shape {
    /** A hook on entry that may begin an injection, and one on each way out. */
    AROUND,
    /** A hook where a task begins, and one on each way out. */
    TASK,
    /** A hook on entry whose answer may replace the call, or change the length it is made with. */
    GUARD,
    /** A hook on entry that may throw. */
    BEFORE,
    /** A hook before each normal return. */
    AFTER,
    /** A hook before each normal return that gets the result first and gives another. */
    RESULT,
    /** One static call inside the method becomes a call of the hook. */
    REPLACE_CALL,
    /** One virtual call inside the method becomes a call of the hook, which also gets {@code this}. */
    REPLACE_VIRTUAL,
    /** A hook, which gets {@code this}, before one static call inside the method. */
    BEFORE_CALL
}
