package dev.jinx.e2e.app;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An application that does little: one connect, and then what it is told. */
public final class Plain {
    private Plain() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("main ran");
        connect("connect");
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "exit" -> System.exit(3);
            case "hook" -> Runtime.getRuntime().addShutdownHook(new Thread(() -> connect("connect in the hook")));
            case "stay" -> {
                System.out.println("staying");
                Thread.sleep(60_000);
            }
            case "hang" -> hang();
            case "child" -> child();
            case "kill" ->
                new ProcessBuilder(
                                "kill",
                                "-KILL",
                                Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            case "old" -> {
                // What -D sets the JVM sets again.
                System.setProperty("java.specification.version", "11");
                Class.forName("dev.jinx.JinxAgent")
                        .getMethod("premain", String.class, Instrumentation.class)
                        .invoke(null, arguments[1], null);
                connect("connect on an old Java");
            }
            case "load" -> {
                for (int i = 1; i < arguments.length; i++) {
                    Say.fact(arguments[i], where(arguments[i]));
                }
            }
            default -> {}
        }
    }

    private static void connect(String name) {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.61.0.1"));
                Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.61.0.1", server.getLocalPort()), 2000);
            Say.fact(name, "connected");
        } catch (IOException e) {
            Say.fact(name, Say.describe(e));
        }
    }

    /** The same in a JVM that this one starts. */
    private static void child() throws Exception {
        int status = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Plain.class.getName())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Threads that hang for ever when the JVM is to end; one of them is no daemon. */
    private static void hang() throws Exception {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.61.0.2"));
        for (boolean daemon : new boolean[] {true, false}) {
            Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
            server.accept();
            Thread thread = new Thread(() -> {
                try {
                    socket.getInputStream().read();
                } catch (IOException e) {
                    // At the end of the JVM whatever comes will do.
                }
            });
            thread.setDaemon(daemon);
            thread.start();
            Threads.awaitBlocked(thread);
        }
        // A hook that has to wait for nothing, and reads like the others.
        Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
        server.accept().getOutputStream().write(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            long start = System.nanoTime();
            try {
                socket.setSoTimeout(10_000);
                socket.getInputStream().read();
            } catch (IOException e) {
                Say.fact("hook", Say.describe(e));
            }
            Say.fact("hook ms", (System.nanoTime() - start) / 1_000_000);
        }));
        System.exit(4);
    }

    /** The file that a class of the application's was loaded from, and its loader. */
    private static String where(String name) throws ClassNotFoundException {
        Class<?> type = Class.forName(name);
        String file = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        boolean own = type.getClassLoader() == ClassLoader.getSystemClassLoader();
        return file.substring(file.lastIndexOf('/') + 1) + (own ? "" : " by " + type.getClassLoader());
    }
}
