package dev.jinx.agent.control;

/**
 * A rules file that is watched. One thread.
 */
public final class WatchedFile {
    private final String path;
    private byte[] known;

    /**
     * A file.
     *
     * @param path as the user named it
     * @param known its content that is in force
     */
    public WatchedFile(String path, byte[] known) {
        this.path = path;
        this.known = known;
    }

    String path() {
        return path;
    }

    /** The content that was judged last. */
    byte[] known() {
        return known;
    }

    void known(byte[] content) {
        known = content;
    }
}
