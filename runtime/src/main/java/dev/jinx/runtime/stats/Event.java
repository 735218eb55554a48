package dev.jinx.runtime.stats;

/**
 * One injection.
 *
 * @param n from 1, in the order in which they were decided
 * @param atMillis milliseconds since the epoch
 * @param rule the rule's name
 * @param operation the operation's word
 * @param fault the fault words, joined by a comma
 * @param detail of the last fault, such as {@code ECONNREFUSED}
 * @param target what was hit, such as {@code payments.example.com:443}
 * @param thread the calling thread's name
 * @param ruleCall the number of the match for its rule, from 1
 * @param connection the number of the connection in this JVM, or 0
 * @param connectionCall the number of the operation on that connection, or 0
 * @param delayNanos the delay that was drawn
 */
public record Event(
        long n,
        long atMillis,
        String rule,
        String operation,
        String fault,
        String detail,
        String target,
        String thread,
        long ruleCall,
        long connection,
        long connectionCall,
        long delayNanos) {}
