package dev.jinx.agent.report;

import dev.jinx.agent.rules.MethodPattern;
import dev.jinx.agent.rules.Rule;
import dev.jinx.runtime.hook.CallHook;
import dev.jinx.runtime.plan.CallSite;
import dev.jinx.runtime.plan.Glob;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Says why a rule on calls never applied: there is no such method, or nobody called it, or not in the way that the rule asks for. */
final class NeverCalled {
    /** More examples than this nobody reads. */
    private static final int EXAMPLES = 5;

    private final Rule written;
    private final dev.jinx.runtime.plan.Rule rule;
    private final Class<?>[] loaded;

    /**
     * A rule.
     *
     * @param loaded the classes that the JVM has loaded; empty if nobody has asked for them
     */
    NeverCalled(Rule written, dev.jinx.runtime.plan.Rule rule, Class<?>[] loaded) {
        this.written = written;
        this.rule = rule;
        this.loaded = loaded;
    }

    String sentence() {
        Set<String> woven = new TreeSet<>();
        for (CallSite site : CallHook.sites()) {
            if (site.concernedBy(rule)) {
                woven.add(site.method());
            }
        }
        long passed = rule.stats().passed();
        if (passed > 0) {
            return "0 of " + passed + (passed == 1 ? " call" : " calls") + " matched: none had " + asked();
        }
        if (!woven.isEmpty()) {
            return "woven, but never called: " + examples(woven);
        }
        if (rule.stats().refusals() > 0) {
            return "every method that it names was refused";
        }
        List<String> reasons = new ArrayList<>();
        for (MethodPattern pattern : written.target().methods()) {
            reasons.add("no method matches " + pattern.text() + nearest(pattern));
        }
        return String.join("; ", reasons);
    }

    private String asked() {
        List<String> asked = new ArrayList<>();
        for (Map.Entry<Integer, String> argument : written.target().args().entrySet()) {
            asked.add("argument " + argument.getKey() + " like " + argument.getValue());
        }
        if (!written.target().callers().isEmpty()) {
            asked.add("a caller like " + String.join(" or ", written.target().callers()));
        }
        if (!written.target().threads().isEmpty()) {
            asked.add("a thread like " + String.join(" or ", written.target().threads()));
        }
        if (written.thisTest()) {
            asked.add(Unmatched.OF_THIS_TEST);
        }
        return String.join(" and ", asked);
    }

    private static String examples(Set<String> all) {
        StringBuilder text = new StringBuilder();
        int told = 0;
        for (String one : all) {
            if (told == EXAMPLES) {
                return text.append(" and ")
                        .append(all.size() - told)
                        .append(" more")
                        .toString();
            }
            text.append(told++ == 0 ? "" : ", ").append(one);
        }
        return text.toString();
    }

    /** What the pattern may have meant, with a semicolon in front; empty where there is nothing near. */
    private String nearest(MethodPattern pattern) {
        if (pattern.annotation().isPresent() || loaded.length == 0) {
            return "";
        }
        Glob type = new Glob(pattern.type());
        for (Class<?> one : loaded) {
            String name = one.getName();
            if (!one.isArray() && (type.matches(name) || type.matches(name.replace('$', '.')))) {
                return "; " + methods(one, pattern);
            }
        }
        String near = NearestClass.to(pattern.type(), loaded);
        return near.isEmpty() ? "" : "; nearest seen: " + near;
    }

    /** Why the class has none of that name. */
    private static String methods(Class<?> type, MethodPattern pattern) {
        try {
            Glob wanted = new Glob(pattern.method());
            Set<String> names = new TreeSet<>();
            for (Method method : type.getDeclaredMethods()) {
                // A bridge only goes on to what is meant; where it stands for a method above, that is looked for below.
                if (wanted.matches(method.getName()) && !method.isBridge()) {
                    return there(type, method);
                }
                if (!method.isSynthetic()) {
                    names.add(method.getName());
                }
            }
            Class<?> giver = giver(type, wanted);
            if (giver != null) {
                return type.getName() + " has it from " + giver.getName() + ": name that";
            }
            return "nearest seen: " + type.getName() + (names.isEmpty() ? "" : " with " + examples(names));
        } catch (LinkageError | RuntimeException e) {
            // A class that is named in a signature may be nowhere.
            return "nearest seen: " + type.getName();
        }
    }

    /** The class or interface above that has such a method with a body; null for none. */
    private static Class<?> giver(Class<?> type, Glob wanted) {
        for (Class<?> above = type; above != null && above != Object.class; above = above.getSuperclass()) {
            if (above != type && has(above, wanted)) {
                return above;
            }
            for (Class<?> one : above.getInterfaces()) {
                Class<?> giver = has(one, wanted) ? one : giver(one, wanted);
                if (giver != null) {
                    return giver;
                }
            }
        }
        return null;
    }

    private static boolean has(Class<?> above, Glob wanted) {
        for (Method method : above.getDeclaredMethods()) {
            int modifiers = method.getModifiers();
            boolean own = above.isInterface() && (Modifier.isAbstract(modifiers) || Modifier.isStatic(modifiers));
            if (!own && !Modifier.isPrivate(modifiers) && wanted.matches(method.getName())) {
                return true;
            }
        }
        return false;
    }

    private static String there(Class<?> type, Method method) {
        if (Modifier.isAbstract(method.getModifiers())) {
            return type.getName() + "#" + method.getName() + " is abstract: for what implements it write +"
                    + type.getName() + "#" + method.getName();
        }
        StringBuilder types = new StringBuilder();
        for (Class<?> parameter : method.getParameterTypes()) {
            types.append(types.isEmpty() ? "" : ", ").append(parameter.getTypeName());
        }
        return "nearest seen: " + type.getName() + "#" + method.getName() + "(" + types + ")";
    }
}
