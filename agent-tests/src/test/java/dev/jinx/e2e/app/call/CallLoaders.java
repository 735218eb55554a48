package dev.jinx.e2e.app.call;

import dev.jinx.e2e.app.Recorder;
import dev.jinx.e2e.app.Say;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** A bank in many class loaders. */
public final class CallLoaders {
    private static final String BANK = "dev.jinx.e2e.app.call.Bank";

    private CallLoaders() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "loaders" -> loaders(Path.of(arguments[1]));
            case "tomcat" -> TomcatHost.run(Path.of(arguments[1]));
            case "jdk" -> jdk();
            case "records" -> records();
            case "bytes" -> bytes();
            case "spoiled" -> {
                Say.fact("fragile", Fragile.hit());
                Say.fact("bank", tried());
            }
            case "recording" -> recording();
            case "secretive" -> secretive(Path.of(arguments[1]));
            case "late" -> late(Path.of(arguments[1]), Path.of(arguments[2]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Stands above {@link Slow}. */
    public static class Above {}

    /** Is defined while the rules change. */
    public static class Slow extends Above {
        static int late() {
            return 1;
        }
    }

    /** Loads both itself, and what is above only when the rules are in force that the file has from then on. */
    private static final class SlowLoader extends ClassLoader {
        private final Path rules;
        private final Path next;

        SlowLoader(Path rules, Path next) {
            super(CallLoaders.class.getClassLoader());
            this.rules = rules;
            this.next = next;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Above.class.getName()) && !name.equals(Slow.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = in.readAllBytes();
                    if (name.equals(Above.class.getName())) {
                        Files.move(next, rules, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                        await(() -> called(getParent(), "hit").contains("IllegalStateException"));
                    }
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (Exception e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }

    private static void late(Path rules, Path next) throws Exception {
        Class<?> slow = new SlowLoader(rules, next).loadClass(Slow.class.getName());
        Method method = slow.getDeclaredMethod("late");
        method.setAccessible(true);
        await(() -> {
            try {
                method.invoke(null);
                return false;
            } catch (InvocationTargetException e) {
                return true;
            }
        });
        Say.fact("late", "thrown");
    }

    /** Until it is so, for 30 seconds at most. */
    private static void await(Callable<Boolean> so) throws Exception {
        for (int i = 0; !so.call(); i++) {
            if (i == 3_000) {
                throw new IllegalStateException("it is still not so");
            }
            Thread.sleep(10);
        }
    }

    private static void loaders(Path classes) throws Exception {
        Say.fact("own", called(CallLoaders.class.getClassLoader(), "hit"));
        try (URLClassLoader isolated = isolated(classes);
                ChildFirst childFirst = new ChildFirst(url(classes))) {
            Say.fact("isolated", called(isolated, "hit"));
            Say.fact("child first", called(childFirst, "hit"));
            Say.fact("own exception", called(isolated, "a"));
        }
        WeakReference<ClassLoader> gone = use(classes);
        for (int i = 0; i < 50 && gone.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        Say.fact("leaked", gone.get() != null);
    }

    private static WeakReference<ClassLoader> use(Path classes) throws Exception {
        try (URLClassLoader loader = isolated(classes)) {
            called(loader, "hit");
            called(loader, "a");
            called(loader, "b");
            return new WeakReference<>(loader);
        }
    }

    private static URLClassLoader isolated(Path classes) throws MalformedURLException {
        return new URLClassLoader(url(classes), null);
    }

    private static URL[] url(Path classes) throws MalformedURLException {
        return new URL[] {classes.toUri().toURL()};
    }

    /** What that method of the loader's own bank does. */
    static String called(ClassLoader loader, String name) throws ReflectiveOperationException {
        Class<?> bank = loader.loadClass(BANK);
        Method method = name.equals("hit") ? bank.getDeclaredMethod(name, int.class) : bank.getDeclaredMethod(name);
        method.setAccessible(true);
        try {
            Object gave = name.equals("hit") ? method.invoke(null, 1) : method.invoke(null);
            return gave.toString();
        } catch (InvocationTargetException e) {
            ClassLoader of = e.getCause().getClass().getClassLoader();
            return CallShapes.describe(e.getCause())
                    + (of == null ? "" : of == bank.getClassLoader() ? ", own class" : ", foreign class");
        }
    }

    /** Its own classes come before those of the parent's. */
    private static final class ChildFirst extends URLClassLoader {
        ChildFirst(URL[] urls) {
            super(urls, CallLoaders.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && name.startsWith("dev.jinx.")) {
                    loaded = findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }
    }

    private static void jdk() {
        try {
            java.sql.DriverManager.getConnection("jdbc:none:");
        } catch (Throwable e) {
            Say.fact("connection", CallShapes.describe(e));
        }
        try {
            java.util.logging.Logger.getLogger("x").info("said");
            Say.fact("log", "logged");
        } catch (Throwable e) {
            Say.fact("log", CallShapes.describe(e));
        }
    }

    /** What another agent spoils. */
    static final class Fragile {
        private Fragile() {}

        static int hit() {
            return 1;
        }
    }

    /** An event of the application's own. */
    @jdk.jfr.Name("jinx.Told")
    static final class Told extends jdk.jfr.Event {
        int n;
    }

    /** What the application does while the JVM records. */
    private static void recording() {
        for (int i = 0; i < 3; i++) {
            Told told = new Told();
            told.begin();
            told.n = i;
            told.commit();
        }
        Say.fact("recording", jdk.jfr.FlightRecorder.isInitialized());
    }

    /** Has the bank for itself, and does not show its class files. */
    private static final class Secretive extends URLClassLoader {
        Secretive(URL[] urls) {
            super(urls, null);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            return null;
        }
    }

    private static void secretive(Path classes) throws Exception {
        try (Secretive loader = new Secretive(url(classes))) {
            Say.fact("hit", called(loader, "hit"));
            Say.fact("a", called(loader, "a"));
            Say.fact("b", called(loader, "b"));
            Say.fact("c", called(loader, "c"));
        }
    }

    /** What the agents before and behind saw differently. */
    private static void records() {
        try {
            Bank.hit(1);
            new Bank.Vault().open();
        } catch (IllegalStateException e) {
            Say.row("failed", e.getMessage() + " beside " + Bank.Vault.class.getName());
        }
        Map<String, Integer> before = Recorder.seen("before");
        Map<String, Integer> behind = Recorder.seen("behind");
        TreeSet<String> changed = new TreeSet<>();
        int same = 0;
        for (Map.Entry<String, Integer> one : before.entrySet()) {
            // The agent's own classes are loaded before the one behind is there.
            if (behind.containsKey(one.getKey())) {
                if (one.getValue().equals(behind.get(one.getKey()))) {
                    same++;
                } else {
                    changed.add(one.getKey());
                }
            }
        }
        Say.fact("same", same);
        Say.fact("changed", changed);
    }

    private static void bytes() throws Exception {
        Say.fact("bank", tried());
        byte[] file;
        try (InputStream in = CallLoaders.class.getResourceAsStream("Bank.class")) {
            file = in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Say.fact("as the file", Arrays.equals(file, Recorder.now(Bank.class)));
    }

    private static String tried() {
        try {
            return Integer.toString(Bank.hit(1));
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }
}
