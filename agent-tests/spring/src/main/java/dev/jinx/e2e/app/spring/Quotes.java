package dev.jinx.e2e.app.spring;

import dev.jinx.e2e.app.call.Shapes;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;

/** Behind a subclass that Spring makes of it, because one of its methods runs on another thread. */
@Service
public class Quotes {
    @Async
    public CompletableFuture<Integer> quote(String kind, int n) {
        return CompletableFuture.completedFuture(Shapes.body(n));
    }

    public int hitBehindProxy(int n) {
        return Shapes.body(n);
    }
}
