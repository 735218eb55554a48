package dev.jinx.e2e.app;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Another agent, which writes down what it is given to transform, and changes nothing. */
public final class Recorder {
    private static final Map<String, Map<String, Integer>> SEEN = new ConcurrentHashMap<>();
    private static Instrumentation instrumentation;

    private Recorder() {}

    /**
     * {@code NAME} begins a record of that name; {@code load:CLASS} has a class loaded; {@code spoil:CLASS} makes of it, when it is
     * transformed again, what no verifier lets pass.
     */
    public static void premain(String argument, Instrumentation given) throws ClassNotFoundException {
        instrumentation = given;
        if (argument.startsWith("load:")) {
            Class.forName(argument.substring("load:".length()));
            return;
        }
        if (argument.startsWith("spoil:")) {
            given.addTransformer(new Spoiler(argument.substring("spoil:".length())), true);
            return;
        }
        Map<String, Integer> seen = new ConcurrentHashMap<>();
        SEEN.put(argument, seen);
        given.addTransformer(
                new ClassFileTransformer() {
                    @Override
                    public byte[] transform(
                            ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
                        if (name != null) {
                            seen.put(name.replace('/', '.'), Arrays.hashCode(bytes));
                        }
                        return null;
                    }
                },
                true);
    }

    /** Has methods that give 1 give null instead, where they give an int. */
    private record Spoiler(String victim) implements ClassFileTransformer {
        private static final byte ICONST_1 = 4;
        private static final byte ACONST_NULL = 1;
        private static final byte IRETURN = (byte) 172;

        @Override
        public byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
            if (type == null || !type.getName().equals(victim)) {
                return null;
            }
            byte[] spoiled = bytes.clone();
            for (int i = 0; i < spoiled.length - 1; i++) {
                if (spoiled[i] == ICONST_1 && spoiled[i + 1] == IRETURN) {
                    spoiled[i] = ACONST_NULL;
                }
            }
            return spoiled;
        }
    }

    /** A hash of the bytes of each class that was loaded or transformed, as that record saw them. */
    public static Map<String, Integer> seen(String record) {
        return SEEN.get(record);
    }

    /** The bytes of a class as they are now, behind all transformers. */
    public static byte[] now(Class<?> type) throws Exception {
        byte[][] now = new byte[1][];
        ClassFileTransformer last = new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader loader, String name, Class<?> given, ProtectionDomain domain, byte[] bytes) {
                if (given == type) {
                    now[0] = bytes.clone();
                }
                return null;
            }
        };
        instrumentation.addTransformer(last, true);
        instrumentation.retransformClasses(type);
        instrumentation.removeTransformer(last);
        return now[0];
    }
}
