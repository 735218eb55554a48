package dev.jinx.agent.weave.call;

import dev.jinx.runtime.hook.CallHook;
import dev.jinx.runtime.plan.CallSite;
import dev.jinx.runtime.plan.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers by which woven methods are known to the runtime. A method keeps its number when its class is woven again, so that
 * nothing grows with time. Any thread.
 */
final class Sites {
    private static final Rule[] NONE = {};
    private static final Map<String, List<Integer>> NUMBERS = new HashMap<>();

    /** By number. Those of agents that went are there too, and are used again. */
    private static final List<CallSite> SITES = new ArrayList<>();

    static {
        for (CallSite site : CallHook.sites()) {
            add(site);
        }
    }

    private Sites() {}

    /** Has the next number. */
    private static int add(CallSite site) {
        int number = SITES.size();
        SITES.add(site);
        String name = site.method() + site.descriptor();
        List<Integer> like = NUMBERS.get(name);
        if (like == null) {
            like = new ArrayList<>(1);
            NUMBERS.put(name, like);
        }
        like.add(number);
        return number;
    }

    /** No rule concerns any method. */
    static synchronized void clear() {
        for (CallSite site : SITES) {
            site.rules(NONE);
        }
    }

    /** The number of a method which these rules concern from now on. */
    static synchronized int number(WovenMethod method, Fitness fitness, List<Rule> fit) {
        CallSite site = new CallSite(method.describe(), method.descriptor(), fitness.declared());
        Rule[] rules = fit.toArray(new Rule[0]);
        for (int number : NUMBERS.getOrDefault(site.method() + site.descriptor(), List.of())) {
            CallSite known = SITES.get(number);
            // The same class in another loader may see other exceptions, and then other rules fit.
            if (known.isLike(site) && (!known.concerned() || known.hasRules(rules))) {
                known.rules(rules);
                return number;
            }
        }
        site.rules(rules);
        int number = CallHook.register(site);
        if (number != add(site)) {
            throw new IllegalStateException("methods are numbered by somebody else too");
        }
        return number;
    }

    /** That method was not woven after all. */
    static synchronized void abandon(int number) {
        SITES.get(number).rules(NONE);
    }

    /** None of the methods of that class was, whichever loader it has. */
    static synchronized void abandon(String type) {
        for (CallSite site : SITES) {
            if (site.method().startsWith(type + ".") && site.method().indexOf('.', type.length() + 1) < 0) {
                site.rules(NONE);
            }
        }
    }
}
