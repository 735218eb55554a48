package dev.jinx.agent.control;

final class FlightRecording implements Chore {
    @Override
    public long run() {
        return NEVER;
    }
}
