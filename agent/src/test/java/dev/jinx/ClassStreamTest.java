package dev.jinx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** The classes of a bundle are found wherever in the buffer they come to lie. */
class ClassStreamTest {
    private static final int BUFFER = 16 << 10;

    @Test
    void aHeaderMayEndWhereTheBufferEnds() throws IOException {
        for (int size = BUFFER - 150; size <= BUFFER + 50; size++) {
            byte[][] classes = {filled(size, 1), filled(40_000, 2), filled(5, 3)};
            ClassStream stream = new ClassStream(new ByteArrayInputStream(bundle(classes)));
            for (byte[] one : classes) {
                assertThat(stream.next())
                        .as("a class behind one of %d bytes", size)
                        .isTrue();
                assertThat(Arrays.copyOfRange(stream.bytes(), stream.from(), stream.from() + stream.length()))
                        .as("beside one of %d bytes", size)
                        .isEqualTo(one);
            }
            assertThat(stream.next()).as("nothing is left").isFalse();
        }
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** As the build makes it: nothing is compressed. */
    private static byte[] bundle(byte[]... classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (int i = 0; i < classes.length; i++) {
                CRC32 crc = new CRC32();
                crc.update(classes[i]);
                ZipEntry entry = new ZipEntry("C" + i + ".class");
                entry.setSize(classes[i].length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(classes[i]);
            }
        }
        return bytes.toByteArray();
    }
}
