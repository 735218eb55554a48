package dev.jinx.e2e.app.spring;

import dev.jinx.e2e.app.call.CallShapes;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What comes in from Tomcat. */
@RestController
class Web {
    private final Answers answers;
    private final Quotes quotes;
    private final Settings.Price price;

    Web(Answers answers, Quotes quotes, Settings.Price price) {
        this.answers = answers;
        this.quotes = quotes;
        this.price = price;
    }

    @GetMapping("/answer/{kind}/{n}")
    int answer(@PathVariable String kind, @PathVariable int n) {
        return answers.answer(kind, n);
    }

    @GetMapping("/quote/{kind}/{n}")
    CompletableFuture<Integer> quote(@PathVariable String kind, @PathVariable int n) {
        return quotes.quote(kind, n);
    }

    @GetMapping("/price")
    String price() {
        return price.currency() + " " + price.cents();
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
    String failed(Exception e) {
        return CallShapes.describe(e);
    }
}
