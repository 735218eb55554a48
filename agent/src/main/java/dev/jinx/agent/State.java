package dev.jinx.agent;

import jdk.internal.vm.VMSupport;

/** What other processes can ask this JVM without starting anything in it: a property of the attach protocol, not of the system. */
final class State {
    private State() {}

    static void tell(String state) {
        VMSupport.getAgentProperties().setProperty("dev.jinx.state", state);
    }

    static void forget() {
        VMSupport.getAgentProperties().remove("dev.jinx.state");
    }
}
