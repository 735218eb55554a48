package dev.jinx.agent.settings;

/**
 * What the agent says while it works: plain lines on standard error. No logging library, because that would cost more at start than all
 * the rest, and standard output is the application's. Any thread.
 */
public final class Log {
    private static final String[] LEVELS = {"error", "warn", "info", "debug"};

    private final int level;

    /** Says what is at least as important as that level, one of {@code error}, {@code warn}, {@code info} and {@code debug}. */
    public Log(String level) {
        this.level = rank(level);
    }

    private static int rank(String level) {
        for (int i = 0; i < LEVELS.length; i++) {
            if (LEVELS[i].equals(level)) {
                return i;
            }
        }
        throw new IllegalArgumentException(level);
    }

    /** Something does not work. */
    public void error(String message) {
        say(0, message);
    }

    /** Something works otherwise than one would think. */
    public void warn(String message) {
        say(1, message);
    }

    /** What happens. */
    public void info(String message) {
        say(2, message);
    }

    /** Where an error comes from, for people who debug. */
    public void debug(Throwable cause) {
        if (level >= 3) {
            cause.printStackTrace();
        }
    }

    private void say(int rank, String message) {
        if (rank <= level) {
            System.err.println("jinx: " + message);
        }
    }
}
