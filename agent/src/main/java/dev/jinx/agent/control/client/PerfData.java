package dev.jinx.agent.control.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a HotSpot JVM writes down about itself in {@code /tmp/hsperfdata_USER/PID}, as {@code jps} reads it. */
final class PerfData {
    private static final int MAGIC = 0xcafec0c0;
    private static final int ORDER_AT = 4;
    private static final int FIRST_AT = 24;
    private static final int COUNT_AT = 28;
    private static final int NAME_AT = 4;
    private static final int LENGTH_AT = 8;
    private static final int VALUE_AT = 16;

    private PerfData() {}

    /** The main class or jar, and its arguments; empty where it is not known. */
    static Optional<String> javaCommand(Target target) {
        return read(target, "sun.rt.javaCommand");
    }

    /** The options of the JVM, wherever they came from, also from a file or a settings file; empty where they are not known. */
    static Optional<String> options(Target target) {
        return read(target, "java.rt.vmArgs");
    }

    private static Optional<String> read(Target target, String wanted) {
        String pid = Long.toString(target.innermostPid());
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(target.inside("/tmp"), "hsperfdata_*")) {
            for (Path directory : directories) {
                Path file = directory.resolve(pid);
                if (Files.isReadable(file)) {
                    return find(ByteBuffer.wrap(Files.readAllBytes(file)), wanted);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Half written, or of a JVM that is gone: the command line tells as much.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<String> find(ByteBuffer data, String wanted) {
        if (data.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        data.order(data.get(ORDER_AT) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int at = data.getInt(FIRST_AT);
        for (int i = data.getInt(COUNT_AT); i > 0; i--) {
            if (text(data, at + data.getInt(at + NAME_AT)).equals(wanted) && data.getInt(at + LENGTH_AT) > 0) {
                String value = text(data, at + data.getInt(at + VALUE_AT));
                return value.isEmpty() ? Optional.empty() : Optional.of(value);
            }
            at += data.getInt(at);
        }
        return Optional.empty();
    }

    private static String text(ByteBuffer data, int from) {
        int end = from;
        while (data.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - from];
        data.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
