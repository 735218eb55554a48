package dev.jinx.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The agent's jar: the one that the property {@code jinx.jar} names, or that is on the class path.
 *
 * @param file where it is
 */
record AgentJar(File file) {
    private static final String ENTRY = "dev/jinx/JinxAgent.class";

    static AgentJar find() {
        String named = System.getProperty("jinx.jar", "");
        if (!named.isEmpty()) {
            File file = new File(named).getAbsoluteFile();
            if (!isAgent(file)) {
                throw new NoAgentException("-Djinx.jar=" + named + " is not the agent's jar: "
                        + (file.exists() ? "its manifest names no agent" : "there is no such file"));
            }
            return new AgentJar(file);
        }
        List<String> others = new ArrayList<>();
        for (URL url : onClassPath()) {
            File file = jar(url);
            if (file != null && isAgent(file)) {
                return new AgentJar(file);
            }
            others.add(url.toString());
        }
        throw new NoAgentException("the agent's jar is not on the class path"
                + (others.isEmpty() ? "" : " as a jar, only " + String.join(", ", others))
                + ": add dev.jinx:jinx-agent, classifier 'all', to the dependencies of the tests,"
                + " or name it with -Djinx.jar=/path/to/jinx.jar");
    }

    private static List<URL> onClassPath() {
        List<URL> urls = new ArrayList<>();
        for (ClassLoader loader : new ClassLoader[] {
            AgentJar.class.getClassLoader(), Thread.currentThread().getContextClassLoader()
        }) {
            try {
                if (loader != null) {
                    urls.addAll(Collections.list(loader.getResources(ENTRY)));
                }
            } catch (IOException e) {
                throw new NoAgentException("the class path cannot be read: " + e);
            }
        }
        return urls;
    }

    /** The jar that a resource is in; null if it is in none. */
    private static File jar(URL url) {
        String text = url.toString();
        int end = text.indexOf("!/");
        return text.startsWith("jar:file:") && end > 0
                ? new File(URI.create(text.substring("jar:".length(), end)))
                : null;
    }

    private static boolean isAgent(File file) {
        if (!file.isFile()) {
            return false;
        }
        try (JarFile jar = new JarFile(file)) {
            Manifest manifest = jar.getManifest();
            return manifest != null
                    && "dev.jinx.JinxAgent".equals(manifest.getMainAttributes().getValue("Agent-Class"));
        } catch (IOException e) {
            return false;
        }
    }
}
