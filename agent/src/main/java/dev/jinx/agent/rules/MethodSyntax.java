package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What may stand under {@code methods}: {@code Class#method(types)} with globs, {@code +Type#m}, {@code @Annotation}. */
final class MethodSyntax {
    private static final String EXAMPLE = "as in `com.acme.OrderRepository#find*`";

    private MethodSyntax() {}

    /** The methods of that node, if it names some. */
    static MethodPattern method(Node node, String key) throws BadValue {
        String text = Values.word(node, key);
        try {
            return text.startsWith("@") ? annotated(text) : named(text);
        } catch (NoMethod wrong) {
            throw new BadValue(node.at(), Problems.quote(text) + " " + wrong.getMessage());
        }
    }

    /** A glob on the names of classes. */
    static String type(Node node, String key) throws BadValue {
        String text = Values.word(node, key);
        try {
            name(text, "class");
            return text;
        } catch (NoMethod wrong) {
            throw new BadValue(node.at(), Problems.quote(text) + " " + wrong.getMessage());
        }
    }

    private static MethodPattern annotated(String text) throws NoMethod {
        String annotation = text.substring(1);
        if (annotation.indexOf('#') >= 0 || annotation.indexOf('(') >= 0) {
            throw new NoMethod("names an annotation, which stands alone, as in `@com.acme.Timed`");
        }
        name(annotation, "annotation");
        WovenClasses.check(annotation, "annotation", false);
        return new MethodPattern(text, false, Optional.of(annotation), "*", "*", Optional.empty());
    }

    private static MethodPattern named(String text) throws NoMethod {
        boolean subtypes = text.startsWith("+");
        String named = subtypes ? text.substring(1) : text;
        int open = named.indexOf('(');
        int close = named.indexOf(')');
        if (open < 0 ? close >= 0 : close != named.length() - 1 || named.lastIndexOf('(') != open) {
            throw new NoMethod("has unbalanced parentheses: the parameter types stand at the end, in one pair");
        }
        String before = open < 0 ? named : named.substring(0, open);
        int hash = before.indexOf('#');
        if (before.startsWith("@")) {
            throw new NoMethod("names an annotation, which has no subtypes: write `@com.acme.Timed` alone");
        }
        if (hash < 0) {
            throw new NoMethod("has no `#` between class and method, " + separated(before));
        }
        String type = before.substring(0, hash);
        name(type, "class");
        String method = methodName(before.substring(hash + 1));
        WovenClasses.check(type, "class", subtypes);
        Optional<List<String>> parameters =
                open < 0 ? Optional.empty() : Optional.of(parameters(named.substring(open + 1, close)));
        return new MethodPattern(text, subtypes, Optional.empty(), type, method, parameters);
    }

    /** What somebody meant who wrote a method as Java, or a class alone. */
    private static String separated(String text) {
        int dot = text.lastIndexOf('.');
        int colons = text.indexOf("::");
        if (!Problems.quote(text).equals("'" + text + "'")) {
            // Too long to repeat, or it would not stand on one line.
            return EXAMPLE;
        }
        if (colons > 0) {
            return "as in `" + text.substring(0, colons) + "#" + text.substring(colons + 2) + "`";
        }
        if (dot <= 0 || dot == text.length() - 1) {
            return EXAMPLE;
        }
        return Character.isUpperCase(text.charAt(dot + 1))
                ? "as in `" + text + "#*`"
                : "as in `" + text.substring(0, dot) + "#" + text.substring(dot + 1) + "`";
    }

    private static String methodName(String name) throws NoMethod {
        if (name.equals("new") || name.equals(MethodPattern.CONSTRUCTOR)) {
            return MethodPattern.CONSTRUCTOR;
        }
        if (name.equals("<clinit>")) {
            throw new NoMethod("is a static initialiser, which cannot be a target");
        }
        if (name.isEmpty()) {
            throw new NoMethod("has no method behind the `#`, " + EXAMPLE);
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '*' && !(i == 0 ? Character.isJavaIdentifierStart(c) : Character.isJavaIdentifierPart(c))) {
                throw new NoMethod("is no method: " + Problems.quote(String.valueOf(c))
                        + (i == 0 ? " cannot begin its name" : " cannot be in its name"));
            }
        }
        return name;
    }

    /** Refuses what cannot be a glob on the full name of a class. */
    private static void name(String name, String kind) throws NoMethod {
        boolean start = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (start && c == '.') {
                throw new NoMethod("is no " + kind + ": a part of its name is empty");
            }
            if (c != '*'
                    && c != '.'
                    && !(start ? Character.isJavaIdentifierStart(c) : Character.isJavaIdentifierPart(c))) {
                throw new NoMethod("is no " + kind + ": " + Problems.quote(String.valueOf(c))
                        + (start ? " cannot begin a part of its name" : " cannot be in its name"));
            }
            start = c == '.';
        }
        if (start) {
            throw new NoMethod(name.isEmpty() ? "names no " + kind : "is no " + kind + ": its name ends in a dot");
        }
    }

    private static List<String> parameters(String types) throws NoMethod {
        if (types.isBlank()) {
            return List.of();
        }
        List<String> parameters = new ArrayList<>();
        int from = 0;
        while (from <= types.length()) {
            int comma = types.indexOf(',', from);
            int to = comma < 0 ? types.length() : comma;
            parameters.add(parameter(types.substring(from, to).strip()));
            from = to + 1;
        }
        return List.copyOf(parameters);
    }

    private static String parameter(String type) throws NoMethod {
        if (type.isEmpty()) {
            throw new NoMethod("has an empty parameter type; leave out the parentheses where the types do not matter");
        }
        if (type.equals("..") || type.equals("...")) {
            throw new NoMethod("leaves the parameters open: leave out the parentheses");
        }
        if (type.indexOf('<') >= 0) {
            throw new NoMethod("has a parameter with type arguments: write `List`, not `List<String>`");
        }
        String array =
                type.endsWith("...") ? type.substring(0, type.length() - 3).strip() + "[]" : type;
        int end = array.length();
        while (end > 1 && array.startsWith("[]", end - 2)) {
            end -= 2;
        }
        String element = array.substring(0, end).strip();
        if (element.isEmpty() || element.equals("[]")) {
            throw new NoMethod("has an array of no type among its parameters");
        }
        name(element, "parameter type");
        return element + array.substring(end);
    }

    /** What is wrong with a pattern, behind the pattern itself. */
    static final class NoMethod extends Exception {
        private static final long serialVersionUID = 1L;

        NoMethod(String message) {
            super(message, null, false, false);
        }
    }
}
