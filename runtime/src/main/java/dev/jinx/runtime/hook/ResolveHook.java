package dev.jinx.runtime.hook;

import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.ResolvedNames;
import dev.jinx.runtime.stats.Failures;
import java.net.InetAddress;

/** What woven code in {@code InetAddress} calls. */
public final class ResolveHook {
    private ResolveHook() {}

    /** After {@code getAllByName}. */
    public static void resolved(InetAddress[] addresses, String host) {
        try {
            Plan plan = Hooks.plan();
            if (host != null && addresses != null && plan.watchesNames() && plan.asksFor(host)) {
                ResolvedNames.note(host, addresses);
            }
        } catch (Throwable t) {
            Failures.record("InetAddress.getAllByName", t);
        }
    }
}
