package dev.jinx.e2e.app;

/** How a scenario tells the test what it saw: a line of standard output for each fact. */
public final class Say {
    private Say() {}

    public static synchronized void fact(String name, Object value) {
        System.out.println(name + "=" + value);
    }

    /** A line of columns. */
    public static synchronized void row(String... columns) {
        System.out.println(String.join("\t", columns));
    }

    /** An exception in one line, with its causes. */
    public static String describe(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            text.append(text.length() == 0 ? "" : " caused by ")
                    .append(t.getClass().getName());
            text.append(t.getMessage() == null ? "" : ": " + t.getMessage());
        }
        return text.toString();
    }
}
