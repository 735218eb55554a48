package dev.jinx.agent.report;

import java.util.List;

/** Lays text out in lines of a terminal's width. */
final class Lines {
    private static final int WIDTH = 100;
    private static final int WIDEST_NAME = 40;

    private Lines() {}

    /** Adds that text, broken between words; what follows the first line is indented further. */
    static void wrap(StringBuilder to, String indent, String text) {
        String rest = text;
        String before = indent;
        while (before.length() + rest.length() > WIDTH) {
            int space = rest.lastIndexOf(' ', WIDTH - before.length());
            if (space <= 0) {
                space = rest.indexOf(' ');
            }
            if (space <= 0) {
                break;
            }
            to.append(before).append(rest, 0, space).append('\n');
            rest = rest.substring(space + 1);
            before = indent + "  ";
        }
        to.append(before).append(rest).append('\n');
    }

    /** Adds a table: the first column and the last from the left, the numbers between them from the right. */
    static void table(StringBuilder to, List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            row[0] = shortened(row[0]);
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            int last = row.length - 1;
            StringBuilder line = new StringBuilder("  ").append(row[0]).append(" ".repeat(widths[0] - row[0].length()));
            for (int i = 1; i < last; i++) {
                line.append("  ")
                        .append(" ".repeat(widths[i] - row[i].length()))
                        .append(row[i]);
            }
            wrap(to, "", line.append("  ").append(row[last]).toString());
        }
    }

    private static String shortened(String name) {
        return name.length() <= WIDEST_NAME ? name : name.substring(0, WIDEST_NAME - 3) + "...";
    }

    /** The same with a question mark for everything that some terminal does not show. */
    static String ascii(CharSequence text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(c == '\n' || (c >= ' ' && c < 127) ? c : '?');
        }
        return plain.toString();
    }
}
