package dev.jinx.e2e.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;

/** An agent that writes down the bytecode of classes as it is now. */
public final class BytecodeRecorder {
    private static Instrumentation instrumentation;

    private BytecodeRecorder() {}

    public static void premain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    /** Writes the bytecode of these classes into a directory. */
    static void record(Path directory, String[] names) throws Exception {
        Files.createDirectories(directory);
        for (String name : names) {
            Class<?> wanted = Class.forName(name);
            ClassFileTransformer last = new ClassFileTransformer() {
                @Override
                public byte[] transform(
                        ClassLoader loader, String internal, Class<?> type, ProtectionDomain domain, byte[] bytes) {
                    if (type == wanted) {
                        try {
                            Files.write(directory.resolve(name + ".class"), bytes);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                    return null;
                }
            };
            instrumentation.addTransformer(last, true);
            try {
                instrumentation.retransformClasses(wanted);
            } finally {
                instrumentation.removeTransformer(last);
            }
        }
        Say.fact("recorded", directory.getFileName());
    }
}
