package dev.jinx.agent;

import jdk.internal.vm.VMSupport;

/** What other processes can ask this JVM without starting anything in it: a property of the attach protocol, not of the system. */
final class State {
    private State() {}

    /** The version stays when all the rest goes: its classes do. */
    static void tell(String state, String version) {
        VMSupport.getAgentProperties().setProperty("dev.jinx.version", version);
        VMSupport.getAgentProperties().setProperty("dev.jinx.state", state);
    }

    static void forget() {
        VMSupport.getAgentProperties().remove("dev.jinx.state");
    }
}
