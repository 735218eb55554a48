package dev.jinx.e2e.app.call;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/** Methods of every kind, all of them named {@code hit…}. Each adds one to {@link #BODIES} when its body runs. */
public final class Shapes {
    static final AtomicInteger BODIES = new AtomicInteger();

    private Shapes() {}

    /** What each body does. */
    public static int body(int value) {
        BODIES.incrementAndGet();
        return value;
    }

    /** How to call each. All give 7, as a number of some kind, a string or a record, or nothing. */
    public static Map<String, Callable<Object>> all() {
        Map<String, Callable<Object>> all = new LinkedHashMap<>();
        Shapes shapes = new Shapes();
        all.put("static", () -> hitStatic(7));
        all.put("instance", () -> shapes.hitInstance(7));
        all.put("private", () -> shapes.hitPrivate(7));
        all.put("private static", () -> hitPrivateStatic(7));
        all.put("final", () -> shapes.hitFinal(7));
        all.put("generic", () -> hitGeneric(7));
        all.put("generic bounded", () -> new Box<>(7).hitBoxed("x"));
        all.put("covariant", () -> new Narrow().hitCovariant(7));
        all.put("boolean", () -> hitBoolean(7) ? 7 : 0);
        all.put("byte", () -> hitByte((byte) 7));
        all.put("char", () -> hitChar((char) 7));
        all.put("short", () -> hitShort((short) 7));
        all.put("int", () -> hitInt(7));
        all.put("long", () -> hitLong(7));
        all.put("float", () -> hitFloat(7));
        all.put("double", () -> hitDouble(7));
        all.put("void", () -> {
            hitVoid(7);
            return null;
        });
        all.put("string", () -> hitString("7"));
        all.put("array", () -> hitArray(7)[0]);
        all.put("enum", () -> Colour.RED.hitEnum(7));
        all.put("enum body", () -> Colour.BLUE.hitEnum(7));
        all.put("record", () -> new Point(3, 4).hitRecord(0));
        all.put("nested", () -> new Nested().hitNested(7));
        all.put("inner", () -> shapes.new Inner().hitInner(0));
        all.put("local", () -> {
            final class Local {
                int hitLocal(int n) {
                    return body(n);
                }
            }
            return new Local().hitLocal(7);
        });
        all.put(
                "anonymous",
                () -> new Later() {
                    @Override
                    public int hitLater(int n) {
                        return body(n);
                    }
                }.hitLater(7));
        all.put("lambdas inside", () -> hitLambdas(4));
        all.put("synchronized", () -> shapes.hitSynchronized(7));
        all.put("synchronized static", () -> hitSynchronizedStatic(7));
        all.put("varargs", () -> hitVarargs("a", 3, 4));
        all.put("wide", () -> hitWide(1L, 2.0, 3, 4.0f, 5L));
        all.put("many locals", () -> hitManyLocals(7, 1L, 2.0));
        all.put("loop first", () -> hitLoopFirst(7));
        all.put("try finally", () -> hitTryFinally(7));
        all.put("nested try", () -> hitNestedTry(7));
        all.put("switch", () -> hitSwitch(3));
        all.put("string switch", () -> hitStringSwitch("three"));
        all.put("no line of its own", () -> hitConstant());
        all.put("many returns", () -> hitReturns(2));
        all.put("ternary", () -> hitTernary(7, 0) + hitTernaryLong(0, 7));
        all.put("default method", () -> ((Defaults) () -> 7).hitDefault(0));
        all.put("interface static", () -> Defaults.hitInterfaceStatic(7));
        all.put("loaded later", () -> later("dev.jinx.e2e.app.call.LoadedLater").hitLater(7));
        Later proxy = (Later) Proxy.newProxyInstance(
                Shapes.class.getClassLoader(),
                new Class<?>[] {Later.class},
                (self, method, given) -> body((int) given[0]));
        all.put("proxy of the JDK", () -> proxy.hitLater(7));
        return all;
    }

    /** Constructors of every kind, likewise; their names begin with {@code new}. */
    public static Map<String, Callable<Object>> constructors() {
        Map<String, Callable<Object>> all = new LinkedHashMap<>();
        Shapes shapes = new Shapes();
        all.put("new", () -> new Made(7).n);
        all.put("new private", () -> MadePrivately.make(7).n);
        all.put("new subclass", () -> new MadeBelow(7).n);
        all.put("new generic", () -> new MadeOf<>(7).n);
        all.put("new record", () -> new MadeRecord(7).n());
        all.put("new inner", () -> shapes.new MadeInside(7).n);
        all.put("new with a branch", () -> new MadeEither(7).n);
        return all;
    }

    private static Later later(String name) throws ReflectiveOperationException {
        return (Later) Class.forName(name).getDeclaredConstructor().newInstance();
    }

    /** Not a subclass's business. */
    interface Later {
        int hitLater(int n);
    }

    static int hitStatic(int n) {
        return body(n);
    }

    int hitInstance(int n) {
        return body(n);
    }

    private int hitPrivate(int n) {
        return body(n);
    }

    private static int hitPrivateStatic(int n) {
        return body(n);
    }

    final int hitFinal(int n) {
        return body(n);
    }

    static <T> T hitGeneric(T n) {
        body(0);
        return n;
    }

    /** A generic class. */
    record Box<T extends Comparable<T>>(T value) {
        T hitBoxed(String ignored) {
            body(ignored.length());
            return value;
        }
    }

    /** Gives something wide. */
    static class Wide {
        Number hitCovariant(int n) {
            return -n;
        }
    }

    /** Gives something narrow, by way of a bridge. */
    static final class Narrow extends Wide {
        @Override
        Integer hitCovariant(int n) {
            return body(n);
        }
    }

    static boolean hitBoolean(int n) {
        return body(n) == 7;
    }

    static byte hitByte(byte n) {
        return (byte) body(n);
    }

    static char hitChar(char n) {
        return (char) body(n);
    }

    static short hitShort(short n) {
        return (short) body(n);
    }

    static int hitInt(int n) {
        return body(n);
    }

    static long hitLong(long n) {
        return body((int) n);
    }

    static float hitFloat(float n) {
        return body((int) n);
    }

    static double hitDouble(double n) {
        return body((int) n);
    }

    static void hitVoid(int n) {
        body(n);
    }

    static String hitString(String n) {
        body(0);
        return n;
    }

    static int[] hitArray(int n) {
        return new int[] {body(n)};
    }

    /** Constants with and without a body. */
    enum Colour {
        RED,
        BLUE {
            @Override
            int hitEnum(int n) {
                return body(n);
            }
        };

        int hitEnum(int n) {
            return body(n);
        }
    }

    /** A record. */
    record Point(int x, int y) {
        int hitRecord(int more) {
            return body(x + y + more);
        }
    }

    /** A nested class. */
    static final class Nested {
        int hitNested(int n) {
            return body(n);
        }
    }

    private final int outer = 7;

    /** An inner class. */
    final class Inner {
        int hitInner(int n) {
            return body(outer + n);
        }
    }

    static int hitLambdas(int n) {
        IntUnaryOperator twice = i -> 2 * i;
        Supplier<Integer> less = () -> twice.applyAsInt(n) - 1;
        return body(less.get());
    }

    synchronized int hitSynchronized(int n) {
        return body(n);
    }

    static synchronized int hitSynchronizedStatic(int n) {
        return body(n);
    }

    static int hitVarargs(String ignored, int... ns) {
        int sum = 0;
        for (int n : ns) {
            sum += n;
        }
        return body(sum);
    }

    static long hitWide(long a, double b, int c, float d, long e) {
        return body((int) (a + b + c + d + e) - 8);
    }

    static int hitManyLocals(int n, long wide, double wider) {
        long a = n + wide;
        double b = a + wider;
        int c = 0;
        for (int i = 0; i < 3; i++) {
            long d = a + i;
            if (d % 2 == 0) {
                double e = b + d;
                c += e > 0 ? 1 : 2;
            } else {
                String f = "f" + d;
                c += f.length() > 100 ? 1 : 0;
            }
        }
        return body(n + c - c);
    }

    static int hitLoopFirst(int n) {
        while (n > 7) {
            n--;
        }
        return body(n);
    }

    static int hitTryFinally(int n) {
        int seen = 0;
        try {
            seen = Integer.parseInt("x" + n);
        } catch (NumberFormatException e) {
            seen = n;
        } finally {
            body(0);
        }
        return seen;
    }

    static int hitNestedTry(int n) {
        try {
            try {
                return body(n);
            } finally {
                n = 0;
            }
        } catch (RuntimeException e) {
            return -1;
        }
    }

    static int hitSwitch(int n) {
        switch (n) {
            case 1:
                return 1;
            case 3:
                return body(7);
            case 1000:
                return 1000;
            default:
                return 0;
        }
    }

    static int hitStringSwitch(String n) {
        return switch (n) {
            case "one" -> 1;
            case "three" -> body(7);
            default -> 0;
        };
    }

    static int hitConstant() {
        return body(7);
    }

    static int hitReturns(int n) {
        if (n == 1) {
            return 1;
        }
        List<Integer> all = new ArrayList<>(List.of(7));
        for (int i : all) {
            if (i == 7) {
                return body(i);
            }
        }
        return 0;
    }

    static int hitTernary(int n, int m) {
        return n > m ? body(n) : m;
    }

    static long hitTernaryLong(long n, long m) {
        return n > m ? n : m - 7L;
    }

    /** What is made. */
    static final class Made {
        final int n;

        Made(int n) {
            this.n = body(n);
        }
    }

    /** By itself alone. */
    static final class MadePrivately {
        final int n;

        private MadePrivately(int n) {
            this.n = body(n);
        }

        static MadePrivately make(int n) {
            return new MadePrivately(n);
        }
    }

    /** After what is above it. */
    static final class MadeBelow extends Wide {
        final int n;

        MadeBelow(int n) {
            super();
            this.n = body(n);
        }
    }

    /** Of something. */
    static final class MadeOf<T> {
        final T n;

        MadeOf(T n) {
            body(0);
            this.n = n;
        }
    }

    /** By the compiler, and a little more. */
    record MadeRecord(int n) {
        MadeRecord {
            body(n);
        }
    }

    /** In another. */
    final class MadeInside {
        final int n;

        MadeInside(int n) {
            this.n = body(outer + n - 7);
        }
    }

    /** What stands above it is given something that depends. */
    static final class MadeEither extends Given {
        MadeEither(int n) {
            super(n > 0 ? body(n) : 0);
        }
    }

    /** Takes what it is given. */
    static class Given {
        final int n;

        Given(int n) {
            this.n = n;
        }
    }

    /** An interface with bodies. */
    interface Defaults {
        int seven();

        default int hitDefault(int n) {
            return body(seven() + n);
        }

        static int hitInterfaceStatic(int n) {
            return body(n);
        }
    }
}
