package dev.jinx.sample;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;

/**
 * Has the payment provider authorize and capture, each with up to 3 attempts and behind a circuit breaker of its own.
 *
 * <p>The two go different ways on purpose: {@link HttpClient} is non-blocking inside, and tries a refused connect a second time
 * without a word; {@link java.net.HttpURLConnection} blocks.
 */
final class PaymentClient {
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int FAILURES_TO_OPEN = 5;
    private static final Duration OPEN = Duration.ofMillis(500);
    private static final long JITTER_SEED = 7;

    private final Retry retry = new Retry(ATTEMPTS, PAUSE, new Random(JITTER_SEED));
    private final CircuitBreaker authorizeBreaker = breaker();
    private final CircuitBreaker captureBreaker = breaker();
    private final Dependency authorize;
    private final Dependency capture;
    private final Settings settings;
    private final HttpClient client;
    private final Http http;

    PaymentClient(Dependency authorize, Dependency capture, Settings settings) {
        this.authorize = authorize;
        this.capture = capture;
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .build();
        this.http = new Http(settings.connectTimeout(), settings.requestTimeout());
        authorize.behind(authorizeBreaker);
        capture.behind(captureBreaker);
    }

    private static CircuitBreaker breaker() {
        return new CircuitBreaker(FAILURES_TO_OPEN, OPEN, System::nanoTime);
    }

    void authorize(Order order, Budget budget) throws Unavailable {
        guarded(authorize, authorizeBreaker, budget, () -> send(order, budget));
    }

    /** Takes the money and returns what is to be kept of the receipt. */
    String capture(Order order, Budget budget) throws Unavailable {
        return guarded(capture, captureBreaker, budget, () -> {
            String receipt = http.post(Settings.at(capture.port(), "/captures"), order.json(), budget);
            Receipt.verify(receipt, order);
            return Receipt.stub(order);
        });
    }

    private String send(Order order, Budget budget) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(Settings.at(authorize.port(), "/authorizations"))
                .timeout(budget.atMost(settings.requestTimeout()))
                .POST(HttpRequest.BodyPublishers.ofString(order.json()))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("HTTP " + response.statusCode());
        }
        return response.body();
    }

    private <T> T guarded(Dependency dependency, CircuitBreaker breaker, Budget budget, Attempt<T> attempt)
            throws Unavailable {
        return retry.call(dependency, budget, () -> breaker.call(() -> dependency.call(attempt)));
    }
}
