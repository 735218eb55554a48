package dev.jinx.agent.control.client;

import java.io.IOException;
import java.util.Properties;

/** A JVM that takes what the attach protocol has. */
interface Attachment extends AutoCloseable {
    /**
     * Has it call an agent.
     *
     * @param jar as the JVM sees it
     * @throws CannotAttach if it will not
     */
    void load(String jar, String argument) throws CannotAttach, IOException;

    /** The properties that it keeps for those who attach. */
    Properties properties() throws CannotAttach, IOException;

    @Override
    void close() throws IOException;
}
