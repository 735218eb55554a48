package dev.jinx.e2e.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/** Plays two at once, as they wait most of the time, but the same part of them one after the other: its rules are the same. */
final class Ensemble {
    private static final int PLAYERS = 2;

    private final Map<String, ReentrantLock> parts = new ConcurrentHashMap<>();

    interface Player<T> {
        void play(T piece) throws Exception;
    }

    interface Part {
        void play() throws Exception;
    }

    /** Plays all of these, and returns when that is done. */
    static <T> void play(List<T> pieces, Player<T> player) throws Exception {
        Queue<T> left = new ConcurrentLinkedQueue<>(pieces);
        ExecutorService players = Executors.newFixedThreadPool(PLAYERS);
        List<Future<?>> playing = new ArrayList<>();
        for (int i = 0; i < PLAYERS; i++) {
            playing.add(players.submit(() -> {
                for (T piece = left.poll(); piece != null; piece = left.poll()) {
                    player.play(piece);
                }
                return null;
            }));
        }
        for (Future<?> one : playing) {
            one.get();
        }
        players.shutdown();
    }

    /** Plays a part while nobody else plays it. */
    void part(String name, Part part) throws Exception {
        ReentrantLock lock = parts.computeIfAbsent(name, any -> new ReentrantLock(true));
        lock.lock();
        try {
            part.play();
        } finally {
            lock.unlock();
        }
    }
}
