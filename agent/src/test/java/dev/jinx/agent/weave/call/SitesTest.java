package dev.jinx.agent.weave.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.runtime.hook.CallHook;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An agent that comes after another one in the same JVM finds the runtime as that one left it. */
class SitesTest {
    /** Loads the weaver's classes anew, as the loader of each agent does. */
    private static final class Agent extends ClassLoader {
        Agent() {
            super(SitesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.jinx.agent.weave.call.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private Class<?> weaver(String name) throws ClassNotFoundException {
            return loadClass("dev.jinx.agent.weave.call." + name);
        }

        /** The number of a method. */
        int number(String method) throws ReflectiveOperationException {
            Object woven = make(
                    weaver("WovenMethod"),
                    String.class,
                    "some/Type",
                    String.class,
                    method,
                    String.class,
                    "()V",
                    int.class,
                    61,
                    boolean.class,
                    false,
                    boolean.class,
                    false,
                    boolean.class,
                    false);
            Object fitness = make(
                    weaver("Fitness"),
                    weaver("Hierarchy"),
                    make(weaver("Hierarchy")),
                    ClassLoader.class,
                    null,
                    String.class,
                    method,
                    String.class,
                    "()V",
                    String[].class,
                    null);
            Method number =
                    weaver("Sites").getDeclaredMethod("number", weaver("WovenMethod"), weaver("Fitness"), List.class);
            number.setAccessible(true);
            return (Integer) number.invoke(null, woven, fitness, List.of());
        }

        private static Object make(Class<?> type, Object... typesAndValues) throws ReflectiveOperationException {
            Class<?>[] types = new Class<?>[typesAndValues.length / 2];
            Object[] values = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = (Class<?>) typesAndValues[2 * i];
                values[i] = typesAndValues[2 * i + 1];
            }
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        }
    }

    @Test
    void methodsKeepTheirNumbersFromAgentToAgent() throws ReflectiveOperationException {
        Agent first = new Agent();
        int one = first.number("one");
        int two = first.number("two");
        assertThat(first.number("one")).isEqualTo(one);
        int registered = CallHook.sites().length;
        for (int i = 0; i < 3; i++) {
            Agent next = new Agent();
            for (int again = 0; again < 2; again++) {
                assertThat(next.number("two")).isEqualTo(two);
                assertThat(next.number("one")).isEqualTo(one);
            }
            assertThat(CallHook.sites()).as("nothing grows").hasSize(registered);
            assertThat(next.number("another" + i)).isEqualTo(registered);
            registered++;
            assertThat(next.number("another" + i)).isEqualTo(registered - 1);
        }
    }
}
