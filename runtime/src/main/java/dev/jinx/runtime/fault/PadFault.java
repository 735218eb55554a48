package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Stage;
import java.util.Arrays;

/**
 * Bytes are added behind what is moved.
 *
 * @param bytes how many, at least 1
 * @param with what they are, repeated as often as it takes; at least 1
 */
public record PadFault(int bytes, byte[] with) implements PayloadFault {
    @Override
    public String word() {
        return "pad";
    }

    @Override
    public byte[] change(Stage stage, byte[] bytes, long drawn) {
        if (!stage.last()) {
            return bytes;
        }
        byte[] padded = Arrays.copyOf(bytes, bytes.length + this.bytes);
        for (int i = 0; i < this.bytes; i++) {
            padded[bytes.length + i] = with[i % with.length];
        }
        return padded;
    }
}
