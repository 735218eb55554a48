package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects everything that is wrong with a rules file, so that the user sees it at once. */
final class Problems {
    /** Nobody reads more, and a file of another kind altogether would fill the memory. */
    static final int MOST = 1_000;

    private static final int LONGEST_QUOTE = 60;

    // Sets, because a value that is used by alias in several places would be reported once for each.
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final List<Problem> warnings = new ArrayList<>();
    private String subject = "";
    private int count;

    /** What the next problems are about, {@code rules[2] 'slow-db'}; empty: the file. */
    void subject(String next) {
        subject = next;
    }

    void add(Position at, String message) {
        count++;
        if (problems.size() < MOST) {
            problems.add(new Problem(at, subject, message));
        }
    }

    void add(BadValue bad) {
        add(bad.at(), bad.getMessage());
    }

    void warn(Position at, String message) {
        if (warnings.size() < MOST) {
            warnings.add(new Problem(at, subject, message));
        }
    }

    /** How many have been found so far: what it was before tells whether a part was in order. */
    int count() {
        return count;
    }

    /** All problems in the order of the file. */
    List<Problem> all() {
        List<Problem> all = inOrder(problems);
        if (all.size() < MOST) {
            return all;
        }
        all = new ArrayList<>(all);
        all.add(new Problem(all.get(0).at(), "", "there are more problems than these " + MOST));
        return List.copyOf(all);
    }

    /** All warnings in the order of the file. */
    List<Problem> warnings() {
        return inOrder(warnings);
    }

    private static List<Problem> inOrder(Iterable<Problem> found) {
        List<Problem> sorted = new ArrayList<>();
        for (Problem problem : found) {
            sorted.add(problem);
        }
        if (sorted.size() > 1) {
            sorted.sort(Comparator.<Problem>comparingInt(problem -> problem.at().line())
                    .thenComparingInt(problem -> problem.at().column()));
        }
        return List.copyOf(sorted);
    }

    /** That text in quotes, on one line and not longer than a user wants to read. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < text.length() && i < LONGEST_QUOTE; i++) {
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) ? ' ' : c);
        }
        return quoted.append(text.length() > LONGEST_QUOTE ? "…'" : "'").toString();
    }
}
