package dev.jinx.e2e.app.spring;

import dev.jinx.e2e.app.call.Shapes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.beans.BeansException;
import org.springframework.context.ApplicationContext;

/** Methods and constructors that only a Spring Boot application has. All give 7. */
final class SpringShapes {
    private SpringShapes() {}

    static Map<String, Callable<Object>> methods(ApplicationContext context) throws SQLException {
        Answers answers = context.getBean(Answers.class);
        Quotes quotes = context.getBean(Quotes.class);
        Map<String, Callable<Object>> methods = new LinkedHashMap<>();
        methods.put("bean", () -> answers.hitAnswer(7));
        methods.put("bean behind a subclass", () -> quotes.hitBehindProxy(7));
        Connection connection = DriverManager.getConnection("jdbc:h2:mem:shapes;DB_CLOSE_DELAY=-1");
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table lines (n int)");
        }
        methods.put("nested library", () -> insertSeven(connection));
        return methods;
    }

    /** The body ran if there are more lines than before. */
    private static int insertSeven(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int before = lines(statement);
            try {
                return statement.executeUpdate("insert into lines select x from system_range(1, 7)");
            } finally {
                if (lines(statement) == before + 7) {
                    Shapes.body(7);
                }
            }
        }
    }

    private static int lines(Statement statement) throws SQLException {
        try (ResultSet lines = statement.executeQuery("select count(*) from lines")) {
            lines.next();
            return lines.getInt(1);
        }
    }

    static Map<String, Callable<Object>> constructors(ApplicationContext context) {
        return Map.of("new bean", () -> {
            try {
                return context.getBean(Settings.Made.class, 7).n;
            } catch (BeansException e) {
                throw (Exception) e.getMostSpecificCause();
            }
        });
    }
}
