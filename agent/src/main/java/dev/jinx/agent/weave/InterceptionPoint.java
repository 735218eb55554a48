package dev.jinx.agent.weave;

/**
 * A JDK method and what is woven into it.
 *
 * @param group which rules need it
 * @param type the internal name of its class
 * @param method its name
 * @param descriptor its descriptor
 * @param shape how it is woven
 * @param receiver what the hook gets first: {@code this}, the name of a field of this, {@code result}, {@code result,this}, or empty
 *     for nothing
 * @param arguments the places of the arguments that the hook gets next, as one digit each from 0; {@code *} for all
 * @param hook the hook, as {@code Class.method}, in the runtime's hook package
 * @param detail AROUND: the argument that holds the timeout, or empty; GUARD: the argument that the answer replaces, or empty;
 *     the shapes about calls: the call, as {@code type.method}
 * @param alternative points with the same name here stand for each other in different releases; empty: it must be there
 */
record InterceptionPoint(
        Group group,
        String type,
        String method,
        String descriptor,
        Shape shape,
        String receiver,
        String arguments,
        String hook,
        String detail,
        String alternative) {
    /** For people. */
    String describe() {
        return type.replace('/', '.') + "." + method + descriptor;
    }
}
