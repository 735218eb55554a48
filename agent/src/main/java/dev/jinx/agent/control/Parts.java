package dev.jinx.agent.control;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rules on their way in parts, because a command is short; several may be sent at the same time. One thread at a time. */
final class Parts {
    /** How many may be under way: who began and was killed is forgotten behind so many others. */
    private static final int SENDERS = 16;

    /** In base 64; the largest rules file has 4 MiB. */
    private static final int LONGEST = 6 << 20;

    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();

    boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Nobody waits for any of it. */
    void clear() {
        texts.clear();
    }

    /** One more part of what goes by that name. */
    void add(String of, String part) {
        StringBuilder text = texts.get(of);
        if (text == null) {
            if (texts.size() == SENDERS) {
                texts.remove(texts.keySet().iterator().next());
            }
            text = new StringBuilder();
            texts.put(of, text);
        }
        if (text.length() + part.length() > LONGEST) {
            texts.remove(of);
            throw new IllegalArgumentException("the rules are too long");
        }
        text.append(part);
    }

    /**
     * All of it, which is not kept any more.
     *
     * @throws IllegalArgumentException if some of it is not there
     */
    byte[] take(String of, int length) {
        StringBuilder text = texts.remove(of);
        if ((text == null ? 0 : text.length()) != length) {
            throw new IllegalArgumentException("the rules did not arrive whole; try again");
        }
        return length == 0
                ? new byte[0]
                : Base64.getDecoder().decode(text.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
