package dev.jinx.e2e.app.call;

/** Nobody names it but as a string. */
final class LoadedLater implements Shapes.Later {
    @Override
    public int hitLater(int n) {
        Shapes.BODIES.incrementAndGet();
        return n;
    }
}
