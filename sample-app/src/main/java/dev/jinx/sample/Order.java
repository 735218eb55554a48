package dev.jinx.sample;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user orders.
 *
 * @param number the user's own number, which makes an order that is sent twice one order
 * @param article what
 * @param quantity how many of it
 * @param cents the price of all
 */
record Order(long number, String article, int quantity, long cents) {
    private static final Pattern JSON =
            Pattern.compile("\\{\"number\":(\\d+),\"article\":\"(\\w+)\",\"quantity\":(\\d+),\"cents\":(\\d+)}");

    /** The n-th order of the load, always the same. */
    static Order numbered(long number) {
        String[] articles = {"tea", "coffee", "cocoa", "sugar", "milk"};
        int quantity = (int) (number % 3) + 1;
        return new Order(number, articles[(int) (number % articles.length)], quantity, quantity * 250L);
    }

    String json() {
        return "{\"number\":" + number + ",\"article\":\"" + article + "\",\"quantity\":" + quantity + ",\"cents\":"
                + cents + "}";
    }

    /**
     * Reads what {@link #json()} writes.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static Order parse(String json) {
        Matcher matcher = JSON.matcher(json);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an order: " + json);
        }
        return new Order(
                Long.parseLong(matcher.group(1)),
                matcher.group(2),
                Integer.parseInt(matcher.group(3)),
                Long.parseLong(matcher.group(4)));
    }
}
