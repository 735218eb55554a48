package dev.jinx.agent.weave.call;

/** A pattern of a rule that may name methods of the class at hand. */
record Asked(CallRule rule, MethodMatcher matcher) {}
