/**
 * Faults for as long as a test lasts, with exact counters. {@link dev.jinx.testkit.Jinx#inject} is where to begin without JUnit,
 * {@link dev.jinx.testkit.junit.InjectFaults} with it.
 *
 * <p>Null is refused by {@link java.lang.NullPointerException} wherever nothing else is said. What has no agent to be told to throws
 * {@link dev.jinx.testkit.NoAgentException}, rules that are not valid {@link dev.jinx.testkit.InvalidRulesException}, each from the method
 * that opens the scope.
 */
package dev.jinx.testkit;
