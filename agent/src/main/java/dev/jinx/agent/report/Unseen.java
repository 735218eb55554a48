package dev.jinx.agent.report;

import dev.jinx.agent.report.Report.RuleFigures;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.stats.Skip;
import java.util.ArrayList;
import java.util.List;

/** Says which traffic went by the rules, as far as that can be known. */
final class Unseen {
    /** Netty's native transports, each with this class, which is also found where Netty was relocated. */
    private static final String[] NATIVE = {"channel.epoll.Native", "channel.kqueue.Native", "channel.uring.Native"};

    private Unseen() {}

    static List<String> sentences(List<RuleFigures> rules, Class<?>[] loaded) {
        List<String> sentences = new ArrayList<>(Hooks.unseen().targets());
        for (RuleFigures figures : rules) {
            long calls = figures.skippedBy().getOrDefault(Skip.NON_BLOCKING.word(), 0L);
            if (calls > 0) {
                sentences.add(figures.rule().name() + ": " + calls + (calls == 1 ? " close" : " closes")
                        + " of channels in non-blocking mode went on without it: a close there cannot be made to wait");
            }
        }
        for (Class<?> type : loaded) {
            if (type.getClassLoader() != null) {
                transport(type.getName(), sentences);
            }
        }
        return sentences;
    }

    private static void transport(String type, List<String> sentences) {
        for (String one : NATIVE) {
            if (type.endsWith(one) && type.contains("netty.")) {
                String prefix = type.substring(0, type.length() - one.length()).replace("incubator.", "");
                sentences.add("Netty's native transport (" + type + ") is loaded: what goes by it no rule sees; -D"
                        + prefix + "transport.noNative=true makes Netty use the JDK's");
            }
        }
    }
}
