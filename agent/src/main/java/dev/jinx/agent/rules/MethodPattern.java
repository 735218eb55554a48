package dev.jinx.agent.rules;

import java.util.List;
import java.util.Optional;

/**
 * What a rule on calls concerns: one entry of the key {@code target: methods}.
 *
 * <p>In the globs {@code *} stands for any text, dots included. A nested class may be written {@code Outer$Inner} or
 * {@code Outer.Inner}, so that a dot in {@code type} and in {@code parameters} also stands for a {@code $}.
 *
 * @param text as it is written
 * @param subtypes whether {@code type} stands for itself and everything that extends or implements it
 * @param annotation a glob on the full name of an annotation, on the method or on its class; then {@code type} and
 *     {@code method} are {@code *} and {@code parameters} is empty
 * @param type a glob on the full name of the class
 * @param method a glob on the name of the method; {@code <init>} for constructors, which no glob stands for
 * @param parameters for each parameter a glob on its type, full or without the package, {@code []} behind it for each
 *     dimension of an array; empty: whatever the parameters are
 */
public record MethodPattern(
        String text,
        boolean subtypes,
        Optional<String> annotation,
        String type,
        String method,
        Optional<List<String>> parameters) {
    /** The name of every constructor. */
    public static final String CONSTRUCTOR = "<init>";

    /** Whether it names constructors. */
    public boolean constructor() {
        return method.equals(CONSTRUCTOR);
    }
}
