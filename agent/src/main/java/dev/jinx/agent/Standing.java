package dev.jinx.agent;

import dev.jinx.AgentLoader;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.settings.Version;
import dev.jinx.runtime.hook.Hooks;

/** Whether the rules act, and what other processes are told of it; who tells holds the lock, so that the last word is true. Any thread. */
final class Standing {
    /** Null as long as nothing is in force. */
    private Run run;

    /** Somebody wants the rules paused, whether their time is over or not. */
    private boolean paused;

    /** Everything is taken away, and nothing is told any more. */
    private boolean gone;

    /** Other rules are in force. */
    synchronized void now(Run next) {
        run = next;
        tell();
    }

    /** Whether somebody wants the rules paused. */
    synchronized boolean isPaused() {
        return paused;
    }

    /** Somebody wants the rules paused. */
    synchronized void pause() {
        paused = true;
        expire();
    }

    /** Somebody wants the rules to act. */
    synchronized void resume() {
        paused = false;
        renew();
    }

    /** No rule acts any more, as long as nobody resumes and no other limits come. */
    synchronized void expire() {
        if (!gone) {
            Hooks.pause();
            tell();
        }
    }

    /** The rules act again, unless somebody wants them paused. */
    synchronized void renew() {
        if (!gone && !paused) {
            Hooks.resume();
            tell();
        }
    }

    /** Everything is about to be taken away. */
    synchronized void end() {
        gone = true;
        Hooks.pause();
    }

    private void tell() {
        if (run != null) {
            State.tell(state(), Version.text());
        }
    }

    /** What other processes can see of it: the state, the version, and the jar. */
    private String state() {
        String mode = run.plan().safety().untilExpiry() <= 0 ? "expired" : Hooks.paused() ? "paused" : "active";
        return mode + " " + Version.text() + " "
                + ((AgentLoader) Standing.class.getClassLoader()).file().getAbsolutePath();
    }
}
