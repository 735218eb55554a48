package dev.jinx.agent.weave.call;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Says loudly, once, what a rule asks for and cannot be done. The report repeats it. */
final class Refusals {
    private Refusals() {}

    static void tell(CallRule rule, String method, String why) {
        String sentence = "does not act on " + method + ": " + why;
        if (rule.rule().stats().refuse(sentence)) {
            print("jinx: rule '" + rule.name() + "' " + sentence + "\n");
        }
    }

    /** Not through System.err: this may be in the middle of loading the class that the application has put there. */
    private static void print(String line) {
        try {
            new FileOutputStream(FileDescriptor.err).write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It is in the report as well.
            return;
        }
    }
}
