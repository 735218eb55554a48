package dev.jinx.testkit;

import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The agent in this JVM. It is found by the name of one class in the boot loader, whose only field is a function; where it is not there
 * yet, it is attached. Any thread.
 */
final class Agent {
    private static final String DOOR = "dev.jinx.runtime.door.Door";

    /** Why it could not be attached: the next test need not try again. */
    private static String refused = "";

    private Agent() {}

    /**
     * Asks the agent.
     *
     * @throws NoAgentException if it is not there and cannot be attached
     * @throws IllegalStateException if it could not do it
     */
    static Map<String, Object> ask(Map<String, Object> request) {
        Function<Map<String, Object>, Map<String, Object>> door = door();
        if (door == null) {
            door = attached();
        }
        return answer(door, request);
    }

    /** Asks the agent if it is there; empty if it is not. */
    static Map<String, Object> askIfThere(Map<String, Object> request) {
        Function<Map<String, Object>, Map<String, Object>> door = door();
        return door == null ? Map.of() : answer(door, request);
    }

    /** A request. */
    static Map<String, Object> request(String what) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("do", what);
        return request;
    }

    private static Map<String, Object> answer(
            Function<Map<String, Object>, Map<String, Object>> door, Map<String, Object> request) {
        Map<String, Object> answer = door.apply(request);
        Object problem = answer.get("problem");
        if (problem != null) {
            throw new IllegalStateException("jinx: " + problem);
        }
        return answer;
    }

    private static synchronized Function<Map<String, Object>, Map<String, Object>> attached() {
        Function<Map<String, Object>, Map<String, Object>> door = door();
        if (door != null) {
            return door;
        }
        if (!refused.isEmpty()) {
            throw new NoAgentException(refused);
        }
        try {
            AgentJar jar = AgentJar.find();
            SelfAttach.with(jar);
            door = door();
            if (door == null) {
                throw new NoAgentException(
                        jar.file() + " is another version of Jinx than the test kit: it was attached,"
                                + " and knows nothing of test kits");
            }
            return door;
        } catch (NoAgentException e) {
            // An interrupt is one test's, such as its timeout.
            refused = Thread.currentThread().isInterrupted() ? "" : e.getMessage();
            throw e;
        }
    }

    @SuppressWarnings("unchecked") // written by the agent alone
    private static Function<Map<String, Object>, Map<String, Object>> door() {
        try {
            Field field = Class.forName(DOOR, true, null).getField("function");
            return (Function<Map<String, Object>, Map<String, Object>>) field.get(null);
        } catch (ClassNotFoundException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the agent in this JVM is of another version than the test kit", e);
        }
    }
}
