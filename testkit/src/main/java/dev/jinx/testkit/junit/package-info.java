/** The extension of JUnit Jupiter, 5.14 and newer: {@link dev.jinx.testkit.junit.InjectFaults}. */
package dev.jinx.testkit.junit;
