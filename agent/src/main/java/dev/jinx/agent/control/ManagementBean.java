package dev.jinx.agent.control;

final class ManagementBean implements Chore {
    ManagementBean(RulesInForce inForce) {}

    @Override
    public long run() {
        return NEVER;
    }
}
