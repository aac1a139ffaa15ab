package io.casewire.localorg.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.LocalOrgOptions;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.oauth.JwtClient;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One org for the tests of a class, with {@code src/test/metadata} deployed. After each test that says what it covers, the
 * org's log is the witness that the client really made these calls and that the org agreed to them.
 */
final class OrgExtension implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    /** A client that logs in by an assertion signed with {@link TestKeys}. */
    static final String JWT_CLIENT = "jwt-client";

    private LocalOrg org;
    private long seen;

    LocalOrg org() {
        return org;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        org = LocalOrg.start(LocalOrgOptions.defaults()
                .withTlsPubSubPort(0)
                .withJwtClient(new JwtClient(JWT_CLIENT, List.of(TestKeys.get().certificate()))));
        TestMetadata.deploy(org);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        List<RequestLog.Entry> entries = org.requestLog().entries();
        seen = entries.get(entries.size() - 1).number();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Covers covers = context.getRequiredTestMethod().getAnnotation(Covers.class);
        if (covers != null && context.getExecutionException().isEmpty()) {
            List<RequestLog.Entry> calls = org.requestLog().after(seen, Integer.MAX_VALUE);
            assertThat(calls)
                    .as("calls of %s that the org answered", covers.client().title())
                    .satisfies(made -> Stream.of(covers.endpoint())
                            .filter(Endpoint::isWitnessed)
                            .forEach(endpoint -> assertThat(made)
                                    .as(endpoint.title())
                                    .anySatisfy(call -> {
                                        assertThat(endpoint.isAnsweredBy(call)).isTrue();
                                        assertThat(call.status()).isBetween(200, 299);
                                    })));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        org.close();
    }
}
