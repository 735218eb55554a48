package dev.jinx.testkit.junit;

import dev.jinx.testkit.Injections;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/** Has the rules of {@link InjectFaults} in force during each test. Holds nothing itself, so that tests may run in parallel. */
public final class JinxExtension
        implements BeforeTestExecutionCallback, AfterTestExecutionCallback, ParameterResolver, InvocationInterceptor {
    private static final Namespace NAMESPACE = Namespace.create(JinxExtension.class);

    /** JUnit makes it. */
    public JinxExtension() {}

    private static RunningFaults running(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(RunningFaults.class, RunningFaults.class);
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        if (running(context) != null) {
            // The extension is registered by other means as well, and was here already.
            return;
        }
        RunningFaults faults = new RunningFaults();
        context.getStore(NAMESPACE).put(RunningFaults.class, faults);
        for (Map.Entry<InjectFaults, AnnotatedElement> one :
                outermostFirst(context).entrySet()) {
            faults.add(FaultsSource.of(one.getKey(), one.getValue(), context).open());
        }
    }

    /**
     * Those of the enclosing classes, of the class, and of the method, with where they stand; of several in one place the first comes last,
     * to be tried first.
     */
    private static Map<InjectFaults, AnnotatedElement> outermostFirst(ExtensionContext context) {
        Map<InjectFaults, AnnotatedElement> all = new LinkedHashMap<>();
        // As they run: a nested class may be inherited by another one, and a static one has none around it.
        for (Class<?> enclosing : enclosing(context)) {
            addFurtherIn(of(enclosing), all);
        }
        addFurtherIn(of(context.getRequiredTestClass()), all);
        addFurtherIn(of(context.getRequiredTestMethod()), all);
        return all;
    }

    /** The outermost first. */
    static List<Class<?>> enclosing(ExtensionContext context) {
        try {
            return context.getEnclosingTestClasses();
        } catch (NoSuchMethodError e) {
            throw new IllegalStateException(
                    "@InjectFaults needs JUnit Jupiter 5.14 or newer, and an older one is there", e);
        }
    }

    /** The same one that is found in two places, as on a method and its class, is one, and stands where it is tried sooner. */
    private static void addFurtherIn(
            Map<InjectFaults, AnnotatedElement> some, Map<InjectFaults, AnnotatedElement> all) {
        some.keySet().forEach(all::remove);
        all.putAll(some);
    }

    /** Those of the class that a class extends, and of its interfaces, and then its own. */
    private static Map<InjectFaults, AnnotatedElement> of(Class<?> type) {
        Map<InjectFaults, AnnotatedElement> all = new LinkedHashMap<>();
        if (type.getSuperclass() != null) {
            all.putAll(of(type.getSuperclass()));
        }
        for (Class<?> implemented : type.getInterfaces()) {
            of(implemented).forEach(all::putIfAbsent);
        }
        // JUnit gives them together with those above.
        own(type).forEach(one -> all.putIfAbsent(one, type));
        return all;
    }

    private static Map<InjectFaults, AnnotatedElement> of(Method method) {
        Map<InjectFaults, AnnotatedElement> all = new LinkedHashMap<>();
        own(method).forEach(one -> all.put(one, method));
        return all;
    }

    private static List<InjectFaults> own(AnnotatedElement element) {
        List<InjectFaults> own =
                new ArrayList<>(AnnotationSupport.findRepeatableAnnotations(element, InjectFaults.class));
        Collections.reverse(own);
        return own;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        RunningFaults faults = running(context);
        Deque<RuntimeException> wrong = new ArrayDeque<>();
        if (faults == null || faults.isEmpty() || !faults.end(wrong)) {
            return;
        }
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure == null) {
            if (!wrong.isEmpty()) {
                throw wrong.getFirst();
            }
            faults.injections().verify();
            return;
        }
        wrong.forEach(failure::addSuppressed);
        if (!(failure instanceof TestAbortedException)) {
            tell(failure, faults, context);
        }
    }

    /** JUnit tells extensions nothing of a dynamic test but that it is invoked. */
    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext invoked, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable failure) {
            RunningFaults faults = running(context);
            if (faults != null && !faults.isEmpty()) {
                tell(failure, faults, context);
            }
            throw failure;
        }
    }

    private static void tell(Throwable failure, RunningFaults faults, ExtensionContext context) {
        Injections injections = faults.injections();
        // Also an assertion of ours has it, but the one that failed may be any.
        failure.addSuppressed(new UnderFaults(injections));
        System.err.println("jinx: " + context.getDisplayName() + " failed under faults: " + injections);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Injections.class;
    }

    @Override
    public Injections resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RunningFaults faults = running(context);
        if (faults == null || faults.isEmpty()) {
            throw new ParameterResolutionException("there are counters only from the beginning of a test with"
                    + " @InjectFaults: a parameter of its method, or of @AfterEach");
        }
        return faults.injections();
    }
}
