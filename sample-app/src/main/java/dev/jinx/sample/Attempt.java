package dev.jinx.sample;

/** One try of something that may fail. */
@FunctionalInterface
interface Attempt<T> {
    T make() throws Exception;
}
