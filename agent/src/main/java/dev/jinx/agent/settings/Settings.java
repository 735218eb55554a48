package dev.jinx.agent.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What was set for this run, from the agent's argument, system properties ({@code jinx.KEY}) and the environment ({@code JINX_KEY}),
 * in this order. Immutable.
 */
public final class Settings {
    /** The keys, in the order in which they are named to the user. */
    private static final String[] KEYS = {
        "rules", "report", "seed", "paused", "on-error", "log", "main", "env", "watch", "testkit"
    };

    /** Set by the command {@code run}: the directory in which it looks for a report of each JVM, besides those that the user wants. */
    public static final String RUN_REPORTS = "JINX_RUN_REPORTS";

    private final Map<String, String> values;
    private final boolean disabled;

    private Settings(Map<String, String> values, boolean disabled) {
        this.values = values;
        this.disabled = disabled;
    }

    /**
     * Reads them.
     *
     * @param argument behind the {@code =} of {@code -javaagent}; null for none
     * @throws SettingsException if a key is unknown or a value is out of its range
     */
    public static Settings read(String argument, Properties properties, Map<String, String> environment)
            throws SettingsException {
        Map<String, String> values = new TreeMap<>();
        String off = properties.getProperty("jinx.disabled", environment.get("JINX_DISABLED"));
        if ("1".equals(off) || "true".equalsIgnoreCase(off)) {
            return new Settings(values, true);
        }
        if (off != null && !off.isEmpty() && !"0".equals(off) && !"false".equalsIgnoreCase(off)) {
            // Who writes `yes` wants nothing injected.
            throw new SettingsException("disabled is 1 or true, 0 or false, not '" + off + "'");
        }
        for (String key : KEYS) {
            String variable = environment.get("JINX_" + upper(key));
            if (variable != null && !variable.isEmpty()) {
                values.put(key, variable);
            }
            String property = properties.getProperty("jinx." + key);
            if (property != null && !property.isEmpty()) {
                values.put(key, property);
            }
        }
        if (argument != null && !argument.isEmpty()) {
            readArgument(argument, values);
        }
        String reports = environment.get(RUN_REPORTS);
        if (reports != null && !reports.isEmpty()) {
            values.put(RUN_REPORTS, reports);
        }
        Settings settings = new Settings(values, false);
        settings.check();
        return settings;
    }

    /**
     * Whether a JVM is to run untouched though its settings cannot be read: what those say of that which can be.
     *
     * @param argument as for {@link #read}
     */
    public static boolean continues(String argument, Properties properties, Map<String, String> environment) {
        String wanted = properties.getProperty("jinx.on-error", environment.get("JINX_ON_ERROR"));
        if (argument != null && isOptions(argument)) {
            for (String option : options(argument)) {
                if (option.startsWith("on-error=")) {
                    wanted = option.substring("on-error=".length());
                }
            }
        }
        return "continue".equals(wanted);
    }

    private static String upper(String key) {
        return key.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    }

    /** Text that starts with a known key and {@code =} is options; anything else is the rules file. */
    private static void readArgument(String argument, Map<String, String> values) throws SettingsException {
        if (!isOptions(argument)) {
            values.put("rules", argument);
            return;
        }
        for (String option : options(argument)) {
            int at = option.indexOf('=');
            String key = at < 0 ? option : option.substring(0, at);
            if (at < 0 || !isKey(key)) {
                throw new SettingsException("unknown agent option '" + key + "'; there are " + String.join(", ", KEYS)
                        + "; a comma in a value is written \\,");
            }
            if (at == option.length() - 1) {
                // An empty `main` would be no main class at all, and no fault.
                throw new SettingsException(key + " has no value");
            }
            values.put(key, option.substring(at + 1));
        }
    }

    /** One option of an agent's argument, which holds several with commas between them. */
    public static String option(String key, String value) {
        return key + "=" + value.replace(",", "\\,");
    }

    /** What stands between commas; those behind a backslash belong to what they stand in. */
    private static List<String> options(String argument) {
        List<String> options = new ArrayList<>();
        StringBuilder option = new StringBuilder();
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == '\\' && i + 1 < argument.length() && argument.charAt(i + 1) == ',') {
                option.append(',');
                i++;
            } else if (c == ',') {
                options.add(option.toString());
                option.setLength(0);
            } else {
                option.append(c);
            }
        }
        options.add(option.toString());
        return options;
    }

    private static boolean isOptions(String argument) {
        int equals = argument.indexOf('=');
        return equals >= 0 && isKey(argument.substring(0, equals));
    }

    private static boolean isKey(String text) {
        for (String key : KEYS) {
            if (key.equals(text)) {
                return true;
            }
        }
        return false;
    }

    private void check() throws SettingsException {
        oneOf("on-error", "abort", "continue");
        oneOf("log", "error", "warn", "info", "debug");
        oneOf("paused", "true", "false");
        oneOf("env", "true", "false");
        oneOf("watch", "true", "false");
        oneOf("testkit", "true", "false");
        String seed = values.get("seed");
        if (seed != null) {
            try {
                Long.parseLong(seed);
            } catch (NumberFormatException e) {
                throw new SettingsException("seed is a whole number, not '" + seed + "'");
            }
        }
    }

    private void oneOf(String key, String... allowed) throws SettingsException {
        String value = values.get(key);
        if (value == null) {
            return;
        }
        for (String one : allowed) {
            if (one.equals(value)) {
                return;
            }
        }
        throw new SettingsException(key + " is one of " + String.join(", ", allowed) + ", not '" + value + "'");
    }

    /** Whether everything is switched off. */
    public boolean disabled() {
        return disabled;
    }

    /** The rules file. */
    public Optional<String> rules() {
        return Optional.ofNullable(values.get("rules"));
    }

    /** The JSON report. */
    public Optional<String> report() {
        return Optional.ofNullable(values.get("report"));
    }

    /** The JSON report for the command {@code run}, if this JVM runs under it. */
    public Optional<String> runReport() {
        String directory = values.get(RUN_REPORTS);
        // Process ids alone are not unique where containers share the directory.
        return directory == null
                ? Optional.empty()
                : Optional.of(directory + "/%p-" + Long.toHexString(System.nanoTime()) + ".json");
    }

    /** The seed. */
    public Optional<Long> seed() {
        String seed = values.get("seed");
        return seed == null ? Optional.empty() : Optional.of(Long.valueOf(seed));
    }

    /** Whether rules do not act until they are told to. */
    public boolean paused() {
        return "true".equals(values.get("paused"));
    }

    /** Whether a JVM whose rules do not load runs untouched, and not at all otherwise. */
    public boolean continues() {
        return "continue".equals(values.get("on-error"));
    }

    /** Whether the rules file is read again when it changes. */
    public boolean watches() {
        return !"false".equals(values.get("watch"));
    }

    /** Whether rules come from a test kit, so that none need be named here. */
    public boolean testkit() {
        return "true".equals(values.get("testkit"));
    }

    /** How much is said. */
    public Log log() {
        return new Log(values.getOrDefault("log", "info"));
    }

    /** Globs of the main classes to act in, separated by {@code |}. */
    public Optional<String> main() {
        return Optional.ofNullable(values.get("main"));
    }

    /** Whether the variables {@code FAULT_…} are read though there is a rules file. */
    public boolean environmentRules() {
        return "true".equals(values.get("env"));
    }
}
