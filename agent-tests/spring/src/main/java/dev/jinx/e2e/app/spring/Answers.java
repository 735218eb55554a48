package dev.jinx.e2e.app.spring;

/** What the application asks, wherever it is implemented. */
public interface Answers {
    int answer(String kind, int n);

    int hitAnswer(int n);
}
