package dev.jinx.testkit.junit;

import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Preset;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The rules that one annotation names.
 *
 * @param yaml in full
 * @param source what they are called where something is wrong with them
 * @param seed what the draws depend on
 */
record FaultsSource(String yaml, String source, OptionalLong seed) {
    /**
     * What an annotation says.
     *
     * @param place the method or class that it is of, perhaps by an annotation that it is on
     */
    static FaultsSource of(InjectFaults annotation, AnnotatedElement place, ExtensionContext context) {
        int given = (annotation.value().isBlank() ? 0 : 1)
                + (annotation.file().isEmpty() ? 0 : 1)
                + (annotation.presets().length == 0 ? 0 : 1);
        String where = "@InjectFaults of " + words(place);
        if (given != 1) {
            throw new IllegalArgumentException(where + ": give one of rules, `file` and `presets`");
        }
        if (annotation.presets().length == 0
                && (annotation.ports().length > 0 || annotation.hosts().length > 0 || annotation.onlyThisTest())) {
            throw new IllegalArgumentException(
                    where + ": `ports`, `hosts` and `onlyThisTest` go with `presets`; rules have targets");
        }
        OptionalLong seed = seed(annotation.seed(), where);
        if (!annotation.value().isBlank()) {
            return new FaultsSource(annotation.value(), where, seed);
        }
        return annotation.file().isEmpty()
                ? new FaultsSource(presets(annotation), where, seed)
                : new FaultsSource(content(annotation.file(), where, context), annotation.file(), seed);
    }

    /** {@code OrderTest.Nested#retries}, as people write it. */
    private static String words(AnnotatedElement place) {
        Class<?> type = place instanceof Method method ? method.getDeclaringClass() : (Class<?>) place;
        String name = type.getName()
                .substring(
                        type.getPackageName().isEmpty()
                                ? 0
                                : type.getPackageName().length() + 1)
                .replace('$', '.');
        return place instanceof Method method ? name + "#" + method.getName() : name;
    }

    private static OptionalLong seed(String text, String where) {
        try {
            return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(where + ": `seed` is a whole number, not '" + text + "'");
        }
    }

    private static String presets(InjectFaults annotation) {
        List<Rule> rules = new ArrayList<>();
        for (Preset preset : annotation.presets()) {
            for (Rule rule : preset.rules()) {
                Rule narrowed = annotation.hosts().length == 0 ? rule : rule.hosts(annotation.hosts());
                narrowed = annotation.ports().length == 0 ? narrowed : narrowed.ports(annotation.ports());
                rules.add(annotation.onlyThisTest() ? narrowed.onlyThisTest() : narrowed);
            }
        }
        return Rule.file(rules);
    }

    private static String content(String file, String where, ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        Set<Class<?>> places = new LinkedHashSet<>();
        addAbove(test, places);
        JinxExtension.enclosing(context).forEach(enclosing -> addAbove(enclosing, places));
        try {
            for (Class<?> place : places) {
                try (InputStream in = place.getResourceAsStream(file)) {
                    if (in != null) {
                        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    }
                }
            }
            Path path = Path.of(file);
            if (Files.isRegularFile(path)) {
                return Files.readString(path, StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(where + ": the rules file " + file + " cannot be read: " + e, e);
        }
        throw new IllegalArgumentException(where + ": there is no rules file '" + file + "': no resource beside "
                + test.getName() + ", and no file in " + Path.of("").toAbsolutePath());
    }

    /** The class itself, and what it extends and implements: the annotation may stand on any of these. */
    private static void addAbove(Class<?> type, Set<Class<?>> places) {
        for (Class<?> one = type; one != null && one != Object.class; one = one.getSuperclass()) {
            places.add(one);
            for (Class<?> implemented : one.getInterfaces()) {
                addAbove(implemented, places);
            }
        }
    }

    Scope open() {
        return Jinx.inject(yaml, source, seed);
    }
}
