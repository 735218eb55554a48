package dev.jinx.agent.report;

import dev.jinx.agent.settings.Log;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reports on one run: files while it goes on, files and a table when it ends. Any thread, one report at a time. Nothing that goes wrong
 * here comes out.
 */
public final class Reporter {
    private Run run;
    private final boolean console;
    private final Optional<ReportFile> json;
    private final Optional<ReportFile> copy;
    private final Instrumentation instrumentation;
    private final Log log;
    private boolean ended;
    private boolean told;

    /**
     * A reporter.
     *
     * @param console whether a table is printed at the end
     * @param json the JSON file that the user asked for, {@code %p} being the process id
     * @param copy the same once more, for a command of ours that waits for it
     */
    public Reporter(
            Run run,
            boolean console,
            Optional<String> json,
            Optional<String> copy,
            Instrumentation instrumentation,
            Log log) {
        this.run = run;
        this.console = console;
        this.instrumentation = instrumentation;
        this.log = log;
        this.json = json.isPresent() ? Optional.of(new ReportFile(json.get(), true, log)) : Optional.empty();
        // The command may be over before this JVM is, and its directory gone.
        this.copy = copy.isPresent() ? Optional.of(new ReportFile(copy.get(), false, log)) : Optional.empty();
        if (json.isPresent()) {
            this.json.get().check();
        }
        if (copy.isPresent()) {
            this.copy.get().begin();
        }
    }

    /** From now on it reports on that: the rules changed, the counts go on. */
    public synchronized void goOn(Run next) {
        run = next;
    }

    /** Whether there is a file to write. */
    public boolean hasFiles() {
        return json.isPresent() || copy.isPresent();
    }

    /** Why the user's file cannot be written; empty if it can, as far as is known. */
    public String problem() {
        return json.isPresent() ? json.get().problem() : "";
    }

    /** Writes the files with what is known so far; false if the end was reported already. */
    public synchronized boolean flush() {
        if (ended || !hasFiles()) {
            return false;
        }
        try {
            write(Figures.pull(run, false, new Class<?>[0]));
        } catch (Throwable t) {
            failed(t);
        }
        return true;
    }

    /** Writes the files a last time and prints the table, if that is wanted. Only the first end counts. */
    public void end() {
        end(console, null);
    }

    /** The same, with figures that were pulled before. */
    public void end(Report last) {
        end(console, last);
    }

    /** Somebody else reports from now on: the files are written a last time. */
    public void replaced() {
        end(false, null);
    }

    private synchronized void end(boolean table, Report last) {
        if (ended) {
            return;
        }
        ended = true;
        if (run.plan().safety().tell()) {
            log.warn(tripped(run));
        }
        if (!table && !hasFiles()) {
            return;
        }
        try {
            Report report = last == null ? Figures.pull(run, true, instrumentation.getAllLoadedClasses()) : last;
            write(report);
            if (table) {
                print(ConsoleReport.of(report, file()));
            }
        } catch (Throwable t) {
            failed(t);
        }
    }

    /** What is said when a limit was reached. */
    public static String tripped(Run run) {
        return "stopped by safety: " + run.plan().safety().tripped();
    }

    /** The file that a user finds the figures in; empty where there is none. */
    private String file() {
        return json.isPresent() && json.get().written() ? json.get().path() : "";
    }

    private void write(Report report) {
        if (!hasFiles()) {
            return;
        }
        String text = JsonReport.of(report);
        if (json.isPresent()) {
            json.get().write(text);
        }
        if (copy.isPresent()) {
            copy.get().write(text);
        }
    }

    /** At once, so that nothing comes between; and not through System.err, which the application may have replaced or locked. */
    private static void print(String text) throws IOException {
        new FileOutputStream(FileDescriptor.err).write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void failed(Throwable t) {
        if (!told) {
            told = true;
            log.error("there is no report: " + t);
            log.debug(t);
        }
    }
}
