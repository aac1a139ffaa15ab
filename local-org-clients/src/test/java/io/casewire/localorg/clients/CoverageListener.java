package io.casewire.localorg.clients;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Writes down how each test with {@link Covers} ended, for the coverage table. */
public final class CoverageListener implements TestExecutionListener {
    private final Map<Method, Coverage.Outcome> outcomes = new ConcurrentHashMap<>();

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        // A test that is never reached, because its class was skipped, was not run.
        plan.getRoots()
                .forEach(root -> plan.getDescendants(root).forEach(test -> record(test, Coverage.Outcome.SKIPPED)));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        record(
                test,
                switch (result.getStatus()) {
                    case SUCCESSFUL -> Coverage.Outcome.PASSED;
                    case ABORTED -> Coverage.Outcome.SKIPPED;
                    case FAILED -> Coverage.Outcome.FAILED;
                });
    }

    private void record(TestIdentifier test, Coverage.Outcome outcome) {
        if (test.isTest() && test.getSource().orElse(null) instanceof MethodSource source) {
            Method method = source.getJavaMethod();
            if (method.isAnnotationPresent(Covers.class)) {
                outcomes.put(method, outcome);
            }
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (!outcomes.isEmpty()) {
            Coverage.write(outcomes);
        }
    }
}
