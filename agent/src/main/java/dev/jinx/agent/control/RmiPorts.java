package dev.jinx.agent.control;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.rmi.server.RemoteObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;

/**
 * At which ports the objects of JMX can be called by RMI: only RMI's own table of what is exported knows. Loaded only where there is RMI,
 * and JMX in use.
 */
final class RmiPorts {
    private static final String TRANSPORT = "sun.rmi.transport";

    private RmiPorts() {}

    /** The ports of this JVM's management server, and of those who are connected to it. */
    static Set<Integer> ofManagement() throws ReflectiveOperationException {
        open();
        Set<Integer> ports = new TreeSet<>();
        for (Object exported : exported()) {
            Object object = call(exported, "getImpl");
            if (object != null && isManagement(object.getClass().getName())) {
                int port = port(call(exported, "getStub"));
                if (port > 0) {
                    ports.add(port);
                }
            }
        }
        return ports;
    }

    /** The server's objects, and the registry of its own that tells where they are. */
    private static boolean isManagement(String name) {
        return name.startsWith("javax.management.remote.rmi.") || name.startsWith("sun.management.jmxremote.");
    }

    private static void open() {
        Module rmi = RemoteObject.class.getModule();
        Module ours = RmiPorts.class.getModule();
        JavaLangAccess access = SharedSecrets.getJavaLangAccess();
        access.addOpens(rmi, TRANSPORT, ours);
        access.addOpens(rmi, "sun.rmi.server", ours);
    }

    private static List<Object> exported() throws ReflectiveOperationException {
        Class<?> table = Class.forName(TRANSPORT + ".ObjectTable", true, null);
        synchronized (field(table, "tableLock")) {
            return new ArrayList<>(((Map<?, ?>) field(table, "objTable")).values());
        }
    }

    private static Object field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(null);
    }

    private static int port(Object stub) throws ReflectiveOperationException {
        Object remote = stub;
        if (stub != null && Proxy.isProxyClass(stub.getClass())) {
            InvocationHandler handler = Proxy.getInvocationHandler(stub);
            remote = handler;
        }
        return remote instanceof RemoteObject known ? (Integer) call(call(known.getRef(), "getLiveRef"), "getPort") : 0;
    }

    private static Object call(Object on, String name) throws ReflectiveOperationException {
        for (Class<?> type = on.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 0) {
                    method.setAccessible(true);
                    return method.invoke(on);
                }
            }
        }
        throw new NoSuchMethodException(on.getClass().getName() + "." + name);
    }
}
