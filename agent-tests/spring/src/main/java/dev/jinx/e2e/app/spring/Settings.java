package dev.jinx.e2e.app.spring;

import dev.jinx.e2e.app.call.Shapes;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

/** Behind a subclass, too, which gives the same bean for each call. */
@Configuration
class Settings {
    /** A bean. */
    record Price(String currency, int cents) {}

    /** A bean that is made when somebody asks for it. */
    static class Made {
        final int n;

        Made(int n) {
            this.n = Shapes.body(n);
        }
    }

    @Bean
    Price price() {
        return new Price("EUR", 7);
    }

    @Bean
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    Made made(int n) {
        return new Made(n);
    }
}
