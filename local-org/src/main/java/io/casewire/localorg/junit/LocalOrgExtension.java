package io.casewire.localorg.junit;

import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.LocalOrgOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One org for the tests of a class, given to every parameter of type {@link LocalOrg}. Before each test it is put back to
 * what it was when the class began.
 *
 * <pre>{@code
 * @ExtendWith(LocalOrgExtension.class)
 * class MyTest {
 *     @Test
 *     void shouldDoSomething(LocalOrg org) { … }
 * }
 * }</pre>
 *
 * <p>For other options, register it in a static field: {@code @RegisterExtension static final LocalOrgExtension ORG = new
 * LocalOrgExtension(options);}. An org that has to hold metadata or records in every test is prepared through {@link
 * #org()} in {@code @BeforeAll}, followed by {@link #keep()}.
 */
public final class LocalOrgExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, ParameterResolver {
    private static final String BEGINNING = "beginning";

    private final LocalOrgOptions options;
    private @Nullable LocalOrg org;

    public LocalOrgExtension() {
        this(LocalOrgOptions.defaults());
    }

    public LocalOrgExtension(LocalOrgOptions options) {
        this.options = options;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        org = LocalOrg.start(options);
        keep();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        org().state().restore(BEGINNING);
        org().faults().clear();
        org().flowLog().clear();
        org().allowances().reset(options.dailyApiLimit());
        org().setup().set(options.settings());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        org().close();
        org = null;
    }

    /** What the org holds now is what every test begins with. */
    public void keep() {
        org().state().save(BEGINNING);
    }

    /** The org of this class. */
    public LocalOrg org() {
        LocalOrg running = org;
        if (running == null) {
            throw new IllegalStateException("the org runs from before the first test to after the last one");
        }
        return running;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalOrg.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return org();
    }
}
