package dev.jinx.sample;

import dev.jinx.sample.Tally.Outcome;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The users: each places its share of the orders one after the other, and reads back what it was served. */
final class Load {
    /** How long a user who was turned away stays away. */
    private static final Duration TURNED_AWAY = Duration.ofMillis(400);

    private final Settings settings;
    private final Tally tally;
    private final HttpClient client;

    Load(Settings settings, Tally tally) {
        this.settings = settings;
        this.tally = tally;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    /** Returns when every user is done, which is at the deadline and one user's patience at the latest. */
    void run() throws InterruptedException {
        run(1, settings.orders());
    }

    /** The same with the orders from the first to the last of these numbers. */
    void run(int from, int to) throws InterruptedException {
        long end = System.nanoTime() + settings.deadline().toNanos();
        List<Thread> users = new ArrayList<>();
        for (int user = 1; user <= settings.users(); user++) {
            int number = user;
            Thread thread = new Thread(() -> use(number, from, to, end), "user-" + user);
            thread.setDaemon(true);
            thread.start();
            users.add(thread);
        }
        for (Thread user : users) {
            user.join();
        }
    }

    private void use(int user, int from, int to, long end) {
        try {
            // The users come one by one, so that they do not all ask at the same moment.
            Thread.sleep(settings.pause().toMillis() * user / settings.users());
            for (int number = from - 1 + user; number <= to; number += settings.users()) {
                if (System.nanoTime() - end >= 0) {
                    tally.unsent();
                    continue;
                }
                Outcome outcome = place(Order.numbered(number));
                Thread.sleep((outcome == Outcome.REJECTED ? TURNED_AWAY : settings.pause()).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome place(Order order) throws InterruptedException {
        long started = System.nanoTime();
        Outcome outcome = Outcome.FAILED;
        try {
            HttpResponse<String> answer = send(request("/orders")
                    .POST(HttpRequest.BodyPublishers.ofString(order.json()))
                    .build());
            outcome = outcome(answer);
        } catch (IOException e) {
            // Counted with its class and message where it was thrown.
        }
        tally.add(order, outcome, Duration.ofNanos(System.nanoTime() - started));
        if (outcome == Outcome.SERVED || outcome == Outcome.RETRIED) {
            readBack(order);
        }
        return outcome;
    }

    private Outcome outcome(HttpResponse<String> answer) {
        if (answer.statusCode() == 201) {
            long retries = answer.headers().firstValueAsLong(OrderFront.RETRIES).orElse(0);
            return retries == 0 ? Outcome.SERVED : Outcome.RETRIED;
        }
        tally.orders().failed(answer.statusCode() + " " + answer.body());
        return answer.statusCode() == 503 ? Outcome.REJECTED : Outcome.FAILED;
    }

    private void readBack(Order order) throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    send(request("/orders/" + order.number()).GET().build());
            if (answer.body().equals(order.json())) {
                tally.readBack();
            } else {
                tally.orders().failed("read back: " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            // Counted with its class and message where it was thrown.
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(Settings.at(settings.httpPort(), path)).timeout(settings.userTimeout());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return tally.orders().call(() -> client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
