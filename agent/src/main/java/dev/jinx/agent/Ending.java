package dev.jinx.agent;

/** Steps of which each is taken whatever became of the others. */
final class Ending {
    private Exception first;

    void step(AutoCloseable step) {
        try {
            step.close();
        } catch (Exception e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
    }

    void rethrow() throws Exception {
        if (first != null) {
            throw first;
        }
    }
}
