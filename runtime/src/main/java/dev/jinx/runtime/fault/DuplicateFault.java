package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Stage;
import java.util.Arrays;

/** The bytes come twice. */
public record DuplicateFault() implements PayloadFault {
    @Override
    public String word() {
        return "duplicate";
    }

    @Override
    public byte[] change(Stage stage, byte[] bytes, long drawn) {
        byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        return twice;
    }
}
