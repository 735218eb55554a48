package dev.jinx.runtime.plan;

import java.util.Arrays;
import java.util.List;

/** A woven method of the application, and the rules that concern it. It holds nothing of the application's. Any thread. */
public final class CallSite {
    private static final Rule[] NONE = {};

    private final String method;
    private final String descriptor;
    private final List<String> declared;
    private volatile Rule[] rules = NONE;

    /**
     * A method.
     *
     * @param method for people: {@code com.acme.Orders.find(String)}
     * @param descriptor of the method
     * @param declared full names of the exceptions that it declares
     */
    public CallSite(String method, String descriptor, List<String> declared) {
        this.method = method;
        this.descriptor = descriptor;
        this.declared = declared;
    }

    public String method() {
        return method;
    }

    public String descriptor() {
        return descriptor;
    }

    public List<String> declared() {
        return declared;
    }

    /** The rules, in the order in which they are tried; not to be changed. */
    Rule[] rules() {
        return rules;
    }

    /** Whether any rule concerns it. */
    public boolean concerned() {
        return rules.length > 0;
    }

    /** Whether that rule concerns it. */
    public boolean concernedBy(Rule rule) {
        return Arrays.asList(rules).contains(rule);
    }

    /** Whether it stands for the same method as another. */
    public boolean isLike(CallSite other) {
        return method.equals(other.method) && descriptor.equals(other.descriptor) && declared.equals(other.declared);
    }

    /** From now on these rules concern it. */
    public void rules(Rule[] inOrder) {
        rules = inOrder.clone();
    }

    /** Whether these rules, in that order, concern it. */
    public boolean hasRules(Rule[] inOrder) {
        return Arrays.equals(rules, inOrder);
    }
}
