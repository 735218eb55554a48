package dev.jinx.bench.spring;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Repository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web application that starts, is asked once, and ends; with {@code memory}, it says how much of it is in memory. */
@SpringBootApplication
public class SpringProgram {
    public static void main(String[] arguments) throws Exception {
        // Beside the jar; else each start would leave a folder in the temporary directory.
        Path tomcat = Path.of(System.getProperty("java.class.path")).toAbsolutePath().resolveSibling("tomcat");
        try (ConfigurableApplicationContext context = SpringApplication.run(
                SpringProgram.class,
                "--server.port=0",
                "--server.tomcat.basedir=" + tomcat,
                "--spring.main.banner-mode=off")) {
            int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            System.out.println(answer.statusCode() + " " + answer.body());
        }
        if (List.of(arguments).contains("memory")) {
            for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    System.out.println(line.replaceAll("\\D", ""));
                }
            }
        }
    }

    /** What a rule may name. */
    public interface Orders {
        List<String> findAll();
    }

    @Repository
    static class InMemoryOrders implements Orders {
        @Override
        public List<String> findAll() {
            return List.of("one", "two");
        }
    }

    @RestController
    static class OrderController {
        private final Orders orders;

        OrderController(Orders orders) {
            this.orders = orders;
        }

        @GetMapping("/orders")
        List<String> orders() {
            return orders.findAll();
        }
    }
}
