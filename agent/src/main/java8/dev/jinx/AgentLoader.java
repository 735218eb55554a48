package dev.jinx;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Finds the agent's classes in a folder of the agent's jar where no other loader looks for classes. Its parent is the platform's
 * loader: it sees nothing of the application, and the application nothing of it.
 */
public final class AgentLoader extends ClassLoader {
    private static final String AGENT = "jinx/agent/";
    private static final String RUNTIME = "jinx/runtime.zip";
    private static final String ENDING = ".class";

    /** The classes that nearly every start needs, whatever package they are of. */
    private static final String START = "jinx/agent/start.zip";

    /** The classes that are needed to weave a class of the JDK: most of them with the first one, and all of them at once. */
    private static final String WEAVER = "jinx/agent/weave.zip";

    private final File file;
    private final JarFile jar;
    private final boolean withRuntime;

    /** By their paths in the jar. Weakly: classes come in bursts, and the bytes of many of them are a lot to keep in between. */
    private final Map<String, Reference<Bundle>> bundles = new HashMap<String, Reference<Bundle>>();

    private final Object weaverLock = new Object();
    private boolean weaverDefined;

    private AgentEntry entry;

    static {
        registerAsParallelCapable();
    }

    private AgentLoader(File file, boolean withRuntime, ClassLoader parent) throws IOException {
        super(parent);
        this.file = file;
        this.jar = new JarFile(file, false);
        this.withRuntime = withRuntime;
    }

    /** For the agent, whose runtime classes are defined in the boot loader. */
    static AgentLoader forAgent() throws IOException, URISyntaxException {
        // The application's loader is the system loader; its parent is the platform's.
        AgentLoader loader = new AgentLoader(
                jarFile(), false, ClassLoader.getSystemClassLoader().getParent());
        loader.defineAll(START);
        return loader;
    }

    /** One after the other, before anybody asks: to look for them one by one would cost the JVM more than to define them. */
    private void defineAll(String path) throws IOException {
        ClassStream classes = stream(path);
        try {
            while (classes.next()) {
                // The name is in the class.
                defineClass(null, classes.bytes(), classes.from(), classes.length());
            }
        } finally {
            classes.close();
        }
    }

    /**
     * Whether a class may be one of those with which JDK classes are woven, which are defined now if they were not. Application threads
     * come here, while they load what is woven: nobody waits for a class while defining one, because each stands behind those that it
     * extends.
     */
    private boolean definesWeaver(String name) throws IOException {
        if (!name.startsWith("dev.jinx.shaded.bytebuddy.")
                && (!name.startsWith("dev.jinx.agent.weave.") || name.startsWith("dev.jinx.agent.weave.call."))) {
            return false;
        }
        synchronized (weaverLock) {
            if (!weaverDefined) {
                weaverDefined = true;
                defineAll(WEAVER);
            }
        }
        return true;
    }

    /** For the command line, where nothing is intercepted and nothing needs to be in the boot loader. */
    static AgentLoader forCommands() throws IOException, URISyntaxException {
        // The system's loader, because it is the one that has com.sun.tools.attach.
        return new AgentLoader(jarFile(), true, ClassLoader.getSystemClassLoader());
    }

    private static File jarFile() throws IOException, URISyntaxException {
        File file = new File(AgentLoader.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (file.exists()) {
            return file;
        }
        // An agent of that jar went, and then the jar. The one that is attached now is on the class path too.
        Enumeration<URL> places = ClassLoader.getSystemResources("dev/jinx/AgentLoader.class");
        while (places.hasMoreElements()) {
            String place = places.nextElement().getPath();
            int end = place.indexOf("!/");
            File other = end < 0 ? file : new File(new URI(place.substring(0, end)));
            if (other.exists()) {
                return other;
            }
        }
        return file;
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

    /** The agent's entry; it registers itself when it is loaded. */
    AgentEntry entry() throws ClassNotFoundException {
        if (entry == null) {
            Class.forName("dev.jinx.agent.Entry", true, this);
        }
        return entry;
    }

    /**
     * The agent goes: its jar is closed, so that what it still needs has to be loaded already, and nothing keeps its classes any more.
     */
    public void close() throws IOException {
        jar.close();
        JinxAgent.gone(this);
    }

    /** The agent's entry registers itself. */
    public void entry(AgentEntry agent) {
        entry = agent;
    }

    /** The agent's jar. */
    public File file() {
        return file;
    }

    /**
     * The runtime's classes.
     *
     * @throws IOException if the jar is damaged
     */
    public ClassStream runtime() throws IOException {
        return stream(RUNTIME);
    }

    private ClassStream stream(String path) throws IOException {
        ZipEntry entry = jar.getEntry(path);
        if (entry == null) {
            throw new FileNotFoundException("jinx.jar is damaged: it has no " + path);
        }
        return new ClassStream(jar.getInputStream(entry));
    }

    /** What was read to define classes is given back. What is needed later is read again. */
    public void forget() {
        synchronized (bundles) {
            bundles.clear();
        }
    }

    /**
     * Our own first: the platform's loader has none of them, and would be asked for each, in vain and with an exception. And what the
     * boot loader has directly from it, because three loaders in between cost a start milliseconds.
     */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.jinx.agent.") && !name.startsWith("dev.jinx.shaded.")) {
            if (name.startsWith("java.") || !withRuntime && name.startsWith("dev.jinx.runtime.")) {
                try {
                    return Class.forName(name, false, null);
                } catch (ClassNotFoundException e) {
                    // Java has more than its boot loader does.
                    return super.loadClass(name, resolve);
                } catch (SecurityException e) {
                    // An application's security manager lets nobody ask for that loader.
                    return super.loadClass(name, resolve);
                }
            }
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> type = findLoadedClass(name);
            return type == null ? findClass(name) : type;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.equals(AgentLoader.class.getName())) {
            return AgentLoader.class;
        }
        if (name.equals("dev.jinx.AgentEntry")) {
            return AgentEntry.class;
        }
        if (name.equals("dev.jinx.ClassStream")) {
            return ClassStream.class;
        }
        try {
            Class<?> ready = definesWeaver(name) ? findLoadedClass(name) : null;
            if (ready != null) {
                return ready;
            }
            String path = name.replace('.', '/') + ENDING;
            Class<?> type = define(name, path, agentBundle(name));
            if (type == null && withRuntime) {
                type = define(name, path, bundle(START));
            }
            if (type == null && withRuntime) {
                type = define(name, path, bundle(RUNTIME));
            }
            if (type == null) {
                throw new ClassNotFoundException(name);
            }
            return type;
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private Class<?> define(String name, String path, Bundle bundle) {
        int[] where = bundle == null ? null : bundle.find(path);
        return where == null ? null : defineClass(name, bundle.bytes(), where[0], where[1]);
    }

    /** The one that is named by the package of that class, or by the nearest above; null if there is none. */
    private Bundle agentBundle(String name) throws IOException {
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            Bundle bundle = bundle(AGENT + name.substring(0, dot) + ".zip");
            if (bundle != null) {
                return bundle;
            }
        }
        return null;
    }

    private Bundle bundle(String path) throws IOException {
        synchronized (bundles) {
            Reference<Bundle> kept = bundles.get(path);
            Bundle bundle = kept == null ? null : kept.get();
            if (bundle == null && (kept != null || !bundles.containsKey(path))) {
                byte[] bytes = bytes(path);
                bundle = bytes == null ? null : new Bundle(bytes);
                bundles.put(path, bundle == null ? null : new WeakReference<Bundle>(bundle));
            }
            return bundle;
        }
    }

    /** Not by its URL: the JDK would keep the jar open for others that may ask. */
    @Override
    public InputStream getResourceAsStream(String name) {
        try {
            byte[] bytes = bytes(AGENT + name);
            return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
        } catch (IOException e) {
            return null;
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
