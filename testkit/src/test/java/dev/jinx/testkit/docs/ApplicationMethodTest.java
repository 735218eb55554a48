package dev.jinx.testkit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jinx.testkit.Injections;
import dev.jinx.testkit.junit.InjectFaults;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplicationMethodTest {
    static class OrderRepository {
        List<String> findOrders(String region) throws SQLTransientConnectionException {
            return List.of("order of " + region);
        }
    }

    static class OrderService {
        private final OrderRepository repository = new OrderRepository();

        List<String> orders(String region) {
            try {
                return repository.findOrders(region);
            } catch (SQLTransientConnectionException e) {
                return List.of();
            }
        }
    }

    @Test
    @InjectFaults("""
            rules:
              - name: repository-down
                on: call
                target:
                  methods: "dev.jinx.testkit.docs.ApplicationMethodTest$OrderRepository#find*"
                  args: { 0: "eu-*" }
                fault: { throw: { class: java.sql.SQLTransientConnectionException, message: injected } }
            """)
    void withoutTheRepositoryThereAreNoOrders(Injections injections) {
        OrderService service = new OrderService();
        assertEquals(List.of(), service.orders("eu-west"));
        assertEquals(List.of("order of us-east"), service.orders("us-east"));
        injections.rule("repository-down").assertInjected(1);
    }

    @Test
    @InjectFaults("""
            rules:
              - name: programming-error
                on: call
                target: { methods: "dev.jinx.testkit.docs.ApplicationMethodTest$OrderRepository#find*" }
                fault: { throw: { class: java.lang.IllegalStateException, message: injected } }
            """)
    void whatNobodyExpectsComesThrough() {
        OrderService service = new OrderService();
        assertThrows(IllegalStateException.class, () -> service.orders("eu-west"));
    }
}
