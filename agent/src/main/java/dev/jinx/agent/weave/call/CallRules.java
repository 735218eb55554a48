package dev.jinx.agent.weave.call;

import dev.jinx.runtime.stats.Failures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;

/** The rules on calls that are in force together, and which classes they may name. Immutable. */
final class CallRules {
    /** None. */
    static final CallRules NONE = new CallRules(List.of());

    private final List<CallRule> rules;
    private final boolean supertypes;

    CallRules(List<CallRule> rules) {
        this.rules = rules;
        boolean anySupertypes = false;
        for (CallRule rule : rules) {
            for (MethodMatcher matcher : rule.matchers()) {
                anySupertypes |= matcher.needsSupertypes();
            }
        }
        supertypes = anySupertypes;
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /**
     * Whether some rule names a loaded class, so that it has to be retransformed. What cannot be found out of one class does not keep
     * the rules from the others.
     */
    boolean concern(Class<?> type) {
        try {
            return concerns(type);
        } catch (Throwable t) {
            Failures.record("looking at " + type.getName(), t);
            return false;
        }
    }

    private boolean concerns(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        String name = type.getName();
        if (Exempt.is(type.getModule(), loader, name.replace('.', '/'))) {
            return false;
        }
        if (Exempt.isVital(type.getModule())) {
            refuse(type.getModule(), loader, name);
            return false;
        }
        List<Asked> asked = asked(type);
        if (asked.isEmpty() || byName(asked)) {
            return !asked.isEmpty();
        }
        // Not by reflection, which would load the classes of parameters and annotations.
        ClassReader reader = Hierarchy.classFile(loader, name.replace('.', '/'));
        return reader == null || !MethodScan.of(reader, asked).isEmpty();
    }

    private List<Asked> asked(Class<?> type) {
        boolean generated = type.getSuperclass() != Object.class && isGenerated(type.getName());
        return asked(type.getClassLoader(), type.getName(), supertypes ? Hierarchy.of(type) : Set.of(), generated);
    }

    /** Whether one of them needs nothing but the name of the class. */
    static boolean byName(List<Asked> asked) {
        for (Asked one : asked) {
            if (!one.matcher().needsAnnotations()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a framework has made this subclass at run time: it passes each call on to the class that was written, which is the one
     * that is meant, and a call would count twice.
     */
    static boolean isGenerated(String name) {
        return name.indexOf('$') >= 0
                && (name.contains("CGLIB$$") || name.contains("$HibernateProxy$") || name.contains("_$$_"));
    }

    /** The patterns that may name methods of a class, as far as can be told without its annotations. */
    List<Asked> asked(ClassLoader loader, String name, Set<String> above, boolean generated) {
        List<Asked> asked = new ArrayList<>();
        boolean ofJdk = Exempt.isOfJdk(loader);
        for (CallRule rule : rules) {
            for (MethodMatcher matcher : rule.matchers()) {
                if ((!generated || matcher.namesGenerated()) && matcher.mayName(name, above, ofJdk)) {
                    asked.add(new Asked(rule, matcher));
                }
            }
        }
        return asked;
    }

    /** Says of the rules that name a class of such a module that they do not act there. */
    void refuse(Module vital, ClassLoader loader, String name) {
        for (Asked one : asked(loader, name, Set.of(name), false)) {
            Refusals.tell(one.rule(), vital.getName(), "the JVM itself runs that code, and would end with it");
        }
    }

    /** Says of the rules that name methods of a loaded class that they do not act there; false if no rule names the class. */
    boolean refuse(Class<?> type, String why) {
        if (!concern(type)) {
            return false;
        }
        List<Asked> asked = asked(type);
        ClassReader reader =
                Hierarchy.classFile(type.getClassLoader(), type.getName().replace('.', '/'));
        Set<CallRule> naming = new LinkedHashSet<>();
        if (reader == null) {
            asked.forEach(one -> naming.add(one.rule()));
        } else {
            MethodScan.of(reader, asked).values().forEach(method -> naming.addAll(method.rules));
        }
        naming.forEach(rule -> Refusals.tell(rule, type.getName(), why));
        return true;
    }

    /** Whether it has to be known what is above a class of that loader. */
    boolean needSupertypes(ClassLoader loader, String name) {
        return supertypes && !(Exempt.isOfJdk(loader) && meanNoneOfJdk(name));
    }

    private boolean meanNoneOfJdk(String name) {
        for (CallRule rule : rules) {
            for (MethodMatcher matcher : rule.matchers()) {
                if (matcher.meansJdk(name)) {
                    return false;
                }
            }
        }
        return true;
    }
}
