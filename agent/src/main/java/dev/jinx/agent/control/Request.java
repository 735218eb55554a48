package dev.jinx.agent.control;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A command on its way to another JVM, in the only form in which the attach protocol carries anything: the argument of an agent. Its
 * fields are kept apart by a character that no path and no option has, so that it is never taken for one.
 *
 * @param version of the Jinx that asks
 * @param id of the answer; chosen by who asks
 * @param command its name
 * @param arguments of the command
 */
public record Request(String version, String id, String command, List<String> arguments) {
    /** The longest argument that the protocol takes, in bytes, together with the path of the jar and the sign between them. */
    public static final int LONGEST = 1_000;

    private static final char SEPARATOR = '\u0001';
    private static final String START = "control" + SEPARATOR;
    private static final int FIXED = 4;

    /** Whether an agent's argument is a command. */
    public static boolean isOne(String argument) {
        return argument != null && argument.startsWith(START);
    }

    /** The argument: nothing but ASCII, because JVMs differ in how they read the rest. */
    public String encoded() {
        StringBuilder text = new StringBuilder(START);
        text.append(encode(version))
                .append(SEPARATOR)
                .append(encode(id))
                .append(SEPARATOR)
                .append(encode(command));
        for (String argument : arguments) {
            text.append(SEPARATOR).append(encode(argument));
        }
        return text.toString();
    }

    /**
     * The command in an agent's argument.
     *
     * @throws IllegalArgumentException if it is none of ours
     */
    public static Request decode(String argument) {
        String[] fields = argument.split(String.valueOf(SEPARATOR), -1);
        if (fields.length < FIXED) {
            throw new IllegalArgumentException("not a command: " + argument);
        }
        List<String> arguments = new ArrayList<>();
        for (int i = FIXED; i < fields.length; i++) {
            arguments.add(decoded(fields[i]));
        }
        return new Request(decoded(fields[1]), decoded(fields[2]), decoded(fields[3]), List.copyOf(arguments));
    }

    private static String encode(String field) {
        StringBuilder text = new StringBuilder();
        for (byte b : field.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 127 && b != '%') {
                text.append((char) b);
            } else {
                text.append('%').append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return text.toString();
    }

    private static String decoded(String field) {
        byte[] bytes = new byte[field.length()];
        int length = 0;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) Integer.parseInt(field.substring(i + 1, i + 3), 16);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
