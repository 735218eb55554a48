package dev.jinx.agent.rules;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where rules are read from. That something cannot be read is a problem like any other. */
public final class RulesInput {
    /** Why a file cannot be read that this user may not read. */
    public static final String FORBIDDEN = "may not be read";

    /** Why a file cannot be read that is not there, or in a directory where this user may not look. */
    public static final String MISSING = "there is no such file";

    private RulesInput() {}

    /**
     * The rules of that file.
     *
     * @param file as the user named it
     * @param environment the variables that <code>${NAME}</code> in a value stands for
     */
    public static Parsed file(String file, Map<String, String> environment) {
        try {
            return RulesParser.parse(file, content(file), environment);
        } catch (IOException e) {
            return unreadable(file, e);
        }
    }

    /**
     * What is in that file.
     *
     * @throws IOException which {@link #unreadable(String, IOException)} puts into words
     */
    public static byte[] content(String file) throws IOException {
        // Not by Files: the classes behind a FileChannel would be loaded, and woven, in every start.
        try (InputStream in = new FileInputStream(file)) {
            return limited(in);
        }
    }

    /** Not more than tells that it is too much: what is in the file by mistake may not fit into memory. */
    public static byte[] limited(InputStream in) throws IOException {
        return in.readNBytes(SourceText.LARGEST + 1);
    }

    /** That file could not be read. */
    public static Parsed unreadable(String file, IOException e) {
        return unreadable(file, reason(new File(file), e));
    }

    /** What a command names: a file, or {@code -} for standard input, which is read to its end. */
    public static Parsed argument(String argument, Map<String, String> environment) {
        if (!argument.equals("-")) {
            return file(argument, environment);
        }
        try {
            return RulesParser.parse("<stdin>", limited(System.in), environment);
        } catch (IOException e) {
            return unreadable("<stdin>", "cannot be read: " + e.getMessage());
        }
    }

    private static Parsed unreadable(String source, String reason) {
        Problem problem = new Problem(new Position(source, 0, 0), "", reason);
        return new Parsed(Optional.empty(), List.of(problem), List.of());
    }

    private static String reason(File file, IOException e) {
        if (file.isDirectory()) {
            return "is a directory";
        } else if (!file.exists()) {
            return MISSING;
        } else if (!file.canRead()) {
            return FORBIDDEN;
        }
        return "cannot be read: " + e.getMessage();
    }
}
