package dev.jinx.e2e.app;

import java.io.IOException;

/** An exception of the application's own. */
public final class OutOfTea extends IOException {
    private static final long serialVersionUID = 1;

    public OutOfTea(String message) {
        super(message);
    }
}
