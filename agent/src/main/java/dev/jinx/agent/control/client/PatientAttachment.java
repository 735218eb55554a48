package dev.jinx.agent.control.client;

import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for another attachment, but not for ever: a JVM that listens and is stopped takes every connection, and answers none. Neither the
 * JDK's library nor a channel in blocking mode has a timeout, so each request goes on a thread of its own, which is given up with it.
 */
final class PatientAttachment implements Attachment {
    private static final long POLL_MILLIS = 200;

    /** A JVM that is stopped for that long is not about to go on. */
    private static final int STOPPED_POLLS = 10;

    private final Target target;
    private final Attachment attachment;
    private final long seconds;

    /**
     * Gives up when nothing was answered for so many seconds, or sooner where the process is stopped.
     */
    PatientAttachment(Target target, Attachment attachment, long seconds) {
        this.target = target;
        this.attachment = attachment;
        this.seconds = seconds;
    }

    @Override
    public void load(String jar, String argument) throws CannotAttach, IOException {
        await(() -> {
            attachment.load(jar, argument);
            return null;
        });
    }

    @Override
    public Properties properties() throws CannotAttach, IOException {
        return await(attachment::properties);
    }

    @Override
    public void close() throws IOException {
        attachment.close();
    }

    private <T> T await(Callable<T> request) throws CannotAttach, IOException {
        FutureTask<T> task = new FutureTask<>(request);
        Thread thread = new Thread(task, "jinx-attach");
        thread.setDaemon(true);
        thread.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int stopped = 0;
        while (true) {
            try {
                return task.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                stopped = target.stopped() ? stopped + 1 : 0;
                if (stopped > STOPPED_POLLS) {
                    throw Refusals.stopped(target);
                } else if (System.nanoTime() - end > 0) {
                    throw Refusals.silent(target, seconds);
                }
            } catch (ExecutionException e) {
                throw unwrapped(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private static IOException unwrapped(Throwable cause) throws CannotAttach, IOException {
        if (cause instanceof CannotAttach refusal) {
            throw refusal;
        } else if (cause instanceof RuntimeException failure) {
            throw failure;
        } else if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException known ? known : new IOException(cause);
    }
}
