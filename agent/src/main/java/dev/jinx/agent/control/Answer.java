package dev.jinx.agent.control;

/**
 * What came of a command.
 *
 * @param status the exit status for the command line
 * @param text for the user; may have several lines
 */
public record Answer(int status, String text) {
    /** It was done. */
    public static final int DONE = 0;

    /** It could not be done. */
    public static final int FAILED = 1;

    /** The rules are not valid. */
    public static final int INVALID = 2;

    /** It was done. */
    public static Answer done(String text) {
        return new Answer(DONE, text);
    }

    /** It could not be done, and nothing changed. */
    public static Answer failed(String why) {
        return new Answer(FAILED, why);
    }

    /** In one text, to be taken apart by {@link #decode}. */
    String encoded() {
        return status + " " + text;
    }

    /** The answer in that text. */
    public static Answer decode(String text) {
        int space = text.indexOf(' ');
        return new Answer(Integer.parseInt(text.substring(0, space)), text.substring(space + 1));
    }
}
