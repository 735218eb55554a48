package dev.jinx.runtime.connection;

/** What changes the bytes of a stream on their way. Immutable: what it has to remember is kept by the {@link Stage}. */
public interface Change {
    /**
     * Bytes come by.
     *
     * @param drawn for the operation
     * @return those that go on now; the array that came in may be among them
     */
    byte[] change(Stage stage, byte[] bytes, long drawn);

    /** Nothing follows what is held: returns what goes on of it. */
    default byte[] end(Stage stage) {
        return stage.join(Bytes.NONE);
    }
}
