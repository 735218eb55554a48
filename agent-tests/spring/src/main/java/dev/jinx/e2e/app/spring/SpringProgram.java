package dev.jinx.e2e.app.spring;

import dev.jinx.e2e.app.Say;
import dev.jinx.e2e.app.call.CallRules;
import dev.jinx.e2e.app.call.CallShapes;
import dev.jinx.e2e.app.call.Shapes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.annotation.EnableAsync;

/** A web application. Without a word it starts, is asked once, and ends; {@code memory} has it say how much of it was in memory. */
@SpringBootApplication
@EnableAsync(proxyTargetClass = true)
public class SpringProgram {
    public static void main(String[] arguments) throws Exception {
        String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (arguments.length == 0 ? "once" : arguments[0]) {
            // The loader of the fat jar, without beans.
            case "CallRules" -> CallRules.main(rest);
            case "CallShapes" -> {
                try (ConfigurableApplicationContext context = start()) {
                    CallShapes.call(shapes(context), rest);
                }
            }
            case "serve" -> serve();
            default -> once(List.of(arguments).contains("memory"));
        }
    }

    private static ConfigurableApplicationContext start() {
        // Beside the jar: else each start would leave a folder in the temporary directory.
        Path tomcat = Path.of(System.getProperty("java.class.path"))
                .toAbsolutePath()
                .resolveSibling("tomcat")
                .resolve(Long.toString(ProcessHandle.current().pid()));
        return SpringApplication.run(
                SpringProgram.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--server.tomcat.basedir=" + tomcat,
                "--spring.main.banner-mode=off");
    }

    private static int port(ConfigurableApplicationContext context) {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    private static void once(boolean memory) throws IOException, InterruptedException {
        try (ConfigurableApplicationContext context = start()) {
            URI uri = URI.create("http://127.0.0.1:" + port(context) + "/answer/none/7");
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            System.out.println(answer.statusCode() + " " + answer.body());
        }
        if (memory) {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    System.out.println(line.replaceAll("\\D", ""));
                }
            }
        }
    }

    /** Until a line comes; then it ends as with SIGTERM, whatever its threads wait for. */
    private static void serve() throws IOException {
        Say.fact("port", port(start()));
        Say.row("serving");
        while (System.in.read() >= ' ') {
            // Its first line is the last.
        }
        System.exit(0);
    }

    /** Those of the plain application, and those of beans and libraries. */
    private static Map<String, Callable<Object>> shapes(ConfigurableApplicationContext context) throws Exception {
        Map<String, Callable<Object>> shapes = new LinkedHashMap<>(Shapes.all());
        shapes.putAll(SpringShapes.methods(context));
        shapes.putAll(Shapes.constructors());
        shapes.putAll(SpringShapes.constructors(context));
        return shapes;
    }
}
