package dev.jinx;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Finds the agent's classes in a folder of the agent's jar where no other loader looks for classes. Its parent is the platform's
 * loader: it sees nothing of the application, and the application nothing of it.
 */
public final class AgentLoader extends ClassLoader {
    private static final String AGENT = "jinx/agent/";
    private static final String RUNTIME = "jinx/runtime/";

    private final File file;
    private final JarFile jar;
    private final boolean withRuntime;
    private AgentEntry entry;

    static {
        registerAsParallelCapable();
    }

    private AgentLoader(File file, boolean withRuntime) throws IOException {
        // The application's loader is the system loader; its parent is the platform's.
        super(ClassLoader.getSystemClassLoader().getParent());
        this.file = file;
        this.jar = new JarFile(file, false);
        this.withRuntime = withRuntime;
    }

    /** For the agent, whose runtime classes are defined in the boot loader. */
    static AgentLoader forAgent() throws IOException, URISyntaxException {
        return new AgentLoader(jarFile(), false);
    }

    /** For the command line, where nothing is intercepted and nothing needs to be in the boot loader. */
    static AgentLoader forCommands() throws IOException, URISyntaxException {
        return new AgentLoader(jarFile(), true);
    }

    private static File jarFile() throws URISyntaxException {
        return new File(AgentLoader.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** The feature release of this Java, 8 for 1.8. */
    static int javaVersion() {
        String version = System.getProperty("java.specification.version", "0");
        if (version.startsWith("1.")) {
            version = version.substring(2);
        }
        try {
            return Integer.parseInt(version);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Loads the agent's entry, which registers itself. */
    AgentEntry entry() throws ClassNotFoundException {
        Class.forName("dev.jinx.agent.Entry", true, this);
        return entry;
    }

    /** The agent's entry registers itself. */
    public void entry(AgentEntry agent) {
        entry = agent;
    }

    /** The agent's jar. */
    public File file() {
        return file;
    }

    /** The bytes of a runtime class, by its internal name; null if there is none. */
    public byte[] runtimeClass(String name) throws IOException {
        return bytes(RUNTIME + name + ".classdata");
    }

    /** The internal names of all runtime classes. */
    public java.util.List<String> runtimeClasses() {
        java.util.List<String> names = new java.util.ArrayList<String>();
        for (Enumeration<java.util.jar.JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
            String name = e.nextElement().getName();
            if (name.startsWith(RUNTIME) && name.endsWith(".classdata")) {
                names.add(name.substring(RUNTIME.length(), name.length() - ".classdata".length()));
            }
        }
        return names;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.equals(AgentLoader.class.getName())) {
            return AgentLoader.class;
        }
        if (name.equals("dev.jinx.AgentEntry")) {
            return AgentEntry.class;
        }
        try {
            String path = name.replace('.', '/') + ".classdata";
            byte[] bytes = bytes(AGENT + path);
            if (bytes == null && withRuntime) {
                bytes = bytes(RUNTIME + path);
            }
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    protected URL findResource(String name) {
        if (jar.getEntry(AGENT + name) == null) {
            return null;
        }
        try {
            return new URL("jar:" + file.toURI() + "!/" + AGENT + name);
        } catch (MalformedURLException e) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL url = findResource(name);
        return url == null ? Collections.<URL>emptyEnumeration() : Collections.enumeration(Collections.singleton(url));
    }

    private byte[] bytes(String path) throws IOException {
        ZipEntry entry = jar.getEntry(path);
        if (entry == null) {
            return null;
        }
        byte[] bytes = new byte[(int) entry.getSize()];
        InputStream in = jar.getInputStream(entry);
        try {
            int read = 0;
            while (read < bytes.length) {
                int n = in.read(bytes, read, bytes.length - read);
                if (n < 0) {
                    throw new EOFException(path);
                }
                read += n;
            }
            return bytes;
        } finally {
            in.close();
        }
    }
}
