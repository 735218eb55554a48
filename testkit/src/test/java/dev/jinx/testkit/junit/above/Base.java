package dev.jinx.testkit.junit.above;

import dev.jinx.testkit.junit.InjectFaults;

/** What tests in another package extend: one annotation with rules, and one with a file beside this class. */
@InjectFaults(
        "{ name: of-base, on: connect, may-be-unused: true, target: { ports: \"${PLACES_PORT}\" }, fault: { error: EHOSTUNREACH } }")
@InjectFaults(file = "beside.yaml")
public class Base {}
