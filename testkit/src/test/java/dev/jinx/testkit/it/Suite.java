package dev.jinx.testkit.it;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs tests in a plain JVM, as an IDE's or a build tool's worker does. The argument is a pattern of class names; with the property
 * {@code suite.loader} the tests are in a class loader of their own.
 */
public final class Suite {
    private Suite() {}

    public static void main(String[] arguments) throws Exception {
        if (Boolean.getBoolean("suite.loader")) {
            System.clearProperty("suite.loader");
            inALoaderOfItsOwn(arguments);
            return;
        }
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectPackage("dev.jinx.testkit"))
                                .filters(includeClassNamePatterns(arguments[0]))
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        for (TestExecutionSummary.Failure failure : summary.getFailures()) {
            System.out.println("FAILED " + failure.getTestIdentifier().getUniqueId());
            failure.getException().printStackTrace(System.out);
        }
        System.out.println("java " + System.getProperty("java.specification.version") + ", junit "
                + org.junit.jupiter.api.Test.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation() + ": succeeded "
                + summary.getTestsSucceededCount() + ", failed " + summary.getTotalFailureCount());
        System.exit(summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0 ? 0 : 1);
    }

    private static void inALoaderOfItsOwn(String[] arguments) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(url(entry));
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        loader.loadClass(Suite.class.getName())
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }

    private static URL url(String entry) throws MalformedURLException {
        return new File(entry).toURI().toURL();
    }
}
