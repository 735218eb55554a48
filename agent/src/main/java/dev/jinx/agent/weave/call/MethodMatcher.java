package dev.jinx.agent.weave.call;

import dev.jinx.agent.rules.MethodPattern;
import dev.jinx.runtime.plan.Glob;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.Type;

/** One pattern of a rule, ready to be asked of every class that is loaded. Immutable. */
final class MethodMatcher {
    private final MethodPattern pattern;
    private final Glob type;
    private final Glob dotted;
    private final Glob method;
    private final Glob annotation;

    /** The package that is named, with a dot behind it. */
    private final String named;

    MethodMatcher(MethodPattern pattern) {
        this.pattern = pattern;
        type = new Glob(pattern.type());
        dotted = new Glob(pattern.type().replace('$', '.'));
        method = new Glob(pattern.method());
        annotation = new Glob(pattern.annotation().orElse(""));
        int star = pattern.type().indexOf('*');
        String literal = star < 0 ? pattern.type() : pattern.type().substring(0, star);
        named = literal.substring(0, literal.lastIndexOf('.') + 1);
    }

    /** Whether it has to know the annotations of a class and its methods. */
    boolean needsAnnotations() {
        return pattern.annotation().isPresent();
    }

    /** Whether it has to know what is above a class. */
    boolean needsSupertypes() {
        return pattern.subtypes();
    }

    /** Whether it names methods that the compiler made, such as the bodies of lambdas. */
    boolean namesSynthetic() {
        return pattern.method().indexOf('$') >= 0;
    }

    /** Whether it names subclasses that a framework makes at run time, such as {@code Orders$$SpringCGLIB$$0}. */
    boolean namesGenerated() {
        return pattern.type().contains("$$");
    }

    /** Whether a class of the JDK may be meant: only where its package is named. */
    boolean meansJdk(String name) {
        return !named.isEmpty() && name.startsWith(named);
    }

    /**
     * Whether it may name methods of a class, as far as can be told without its annotations.
     *
     * @param supertypes of the class, itself included
     * @param ofJdk whether it is one of the JDK's, which are only meant where their package is named
     */
    boolean mayName(String name, Set<String> supertypes, boolean ofJdk) {
        if (ofJdk && !meansJdk(name)) {
            return false;
        }
        return needsAnnotations() || matchesType(name, supertypes);
    }

    private boolean matchesType(String name, Set<String> supertypes) {
        if (!pattern.subtypes()) {
            return matchesName(name);
        }
        for (String one : supertypes) {
            if (matchesName(one)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesName(String name) {
        return type.matches(name) || (name.indexOf('$') >= 0 && dotted.matches(name.replace('$', '.')));
    }

    /** Whether one of these annotations is asked for. */
    boolean matchesAnnotation(Set<String> annotations) {
        for (String one : annotations) {
            if (annotation.matches(one) || annotation.matches(one.replace('$', '.'))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a method of a class that matches is asked for. */
    boolean matchesMethod(String name, String descriptor) {
        boolean constructor = name.equals("<init>");
        boolean named = constructor ? pattern.constructor() : !pattern.constructor() && method.matches(name);
        return named && !name.equals("<clinit>") && matchesParameters(descriptor);
    }

    private boolean matchesParameters(String descriptor) {
        if (pattern.parameters().isEmpty()) {
            return true;
        }
        List<String> wanted = pattern.parameters().get();
        Type[] actual = Type.getArgumentTypes(descriptor);
        if (wanted.size() != actual.length) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            if (!matchesParameter(wanted.get(i), actual[i].getClassName())) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesParameter(String wanted, String actual) {
        Glob glob = new Glob(wanted);
        String dots = actual.replace('$', '.');
        return glob.matches(actual)
                || glob.matches(dots)
                || glob.matches(dots.substring(dots.lastIndexOf('.') + 1))
                || glob.matches(actual.substring(actual.lastIndexOf('.') + 1));
    }
}
