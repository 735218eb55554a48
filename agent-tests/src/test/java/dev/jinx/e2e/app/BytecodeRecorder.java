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
    private BytecodeRecorder() {}

    /** Loaded anew for each record, because an agent sees what those have done that came before it. */
    public static void agentmain(String arguments, Instrumentation instrumentation) throws Exception {
        String[] words = arguments.split(";", -1);
        record(instrumentation, Path.of(words[0]), words[1].split(",", -1));
    }

    /** Writes the bytecode of these classes into a directory. */
    private static void record(Instrumentation instrumentation, Path directory, String[] names) throws Exception {
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
