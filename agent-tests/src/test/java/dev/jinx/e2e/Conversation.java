package dev.jinx.e2e;

import dev.jinx.e2e.app.Obedient;

/** A forked JVM that does what it is told. */
final class Conversation implements AutoCloseable {
    private final Jvm.Running running;
    private int said;

    Conversation(Jvm jvm) {
        running = jvm.start(Obedient.class);
        running.awaitOutput("ready=");
    }

    Jvm.Running running() {
        return running;
    }

    /** Has it do something, and gives what came of it. */
    String tell(String line) {
        begin(line);
        return answer();
    }

    /** Has it begin something. */
    void begin(String line) {
        running.tell(line);
        said++;
    }

    /** What came of what was begun last. */
    String answer() {
        String start = "\n" + said + "=";
        running.awaitOutput(start);
        String out = running.output();
        int at = out.indexOf(start) + start.length();
        return out.substring(at, out.indexOf('\n', at));
    }

    /** Has it end. */
    Run end() {
        running.tell("end");
        return running.end().ok();
    }

    @Override
    public void close() {
        running.close();
    }
}
