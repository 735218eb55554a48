package dev.jinx.testkit.junit;

import dev.jinx.testkit.Injections;
import dev.jinx.testkit.Scope;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Has the rules of {@link InjectFaults} in force during each test. Holds nothing itself, so that tests may run in parallel. */
public final class JinxExtension implements BeforeTestExecutionCallback, AfterTestExecutionCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(JinxExtension.class);

    /** JUnit makes it. */
    public JinxExtension() {}

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        Deque<Scope> open = new ArrayDeque<>();
        context.getStore(NAMESPACE).put(Deque.class, open);
        for (InjectFaults one : outermostFirst(context)) {
            // The innermost stands first.
            open.addFirst(FaultsSource.of(one, context.getRequiredTestClass()).open());
        }
    }

    /** Those of the enclosing classes, of the class, and of the method; of several in one place the first comes last, to be tried first. */
    private static List<InjectFaults> outermostFirst(ExtensionContext context) {
        Deque<AnnotatedElement> places = new ArrayDeque<>();
        places.add(context.getRequiredTestMethod());
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            places.addFirst(type);
        }
        List<InjectFaults> all = new ArrayList<>();
        for (AnnotatedElement place : places) {
            List<InjectFaults> here =
                    new ArrayList<>(AnnotationSupport.findRepeatableAnnotations(place, InjectFaults.class));
            Collections.reverse(here);
            all.addAll(here);
        }
        return all;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Deque<?> open = context.getStore(NAMESPACE).remove(Deque.class, Deque.class);
        if (open == null || open.isEmpty()) {
            return;
        }
        List<Scope> scopes = new ArrayList<>();
        Throwable wrong = null;
        for (Object one : open) {
            Scope scope = (Scope) one;
            scopes.add(scope);
            try {
                scope.close();
            } catch (RuntimeException e) {
                wrong = wrong == null ? e : wrong;
            }
        }
        Injections injections = Injections.of(scopes);
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure == null) {
            if (wrong instanceof RuntimeException exception) {
                throw exception;
            }
            injections.verify();
            return;
        }
        if (wrong != null) {
            failure.addSuppressed(wrong);
        }
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
        Deque<?> open = context.getStore(NAMESPACE).get(Deque.class, Deque.class);
        if (open == null || open.isEmpty()) {
            throw new ParameterResolutionException(
                    "there are counters only while a test with @InjectFaults runs: a parameter of its method");
        }
        List<Scope> scopes = new ArrayList<>();
        for (Object scope : open) {
            scopes.add((Scope) scope);
        }
        return Injections.of(scopes);
    }
}
