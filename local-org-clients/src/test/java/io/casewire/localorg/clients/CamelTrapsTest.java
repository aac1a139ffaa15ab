package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.TrappedOrg.assertFallsOver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.casewire.localorg.LocalOrg;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.bulkv2.JobStateEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.OperationEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.QueryJob;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectBatch;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectBatchResponse;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What camel-salesforce falls over, and the local org does not do. */
class CamelTrapsTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    private static String bulkQueryLocator(CamelClient camel) {
        QueryJob question = new QueryJob();
        question.setOperation(OperationEnum.QUERY);
        question.setQuery("SELECT Id FROM Profile");
        String id = camel.ask("bulk2CreateQueryJob", question, QueryJob.class).getId();
        await().until(() -> camel.ask("bulk2GetQueryJob", null, Map.of("jobId", id), QueryJob.class)
                        .getState()
                == JobStateEnum.JOB_COMPLETE);
        return camel.message("bulk2GetQueryJobResults?maxRecords=2", null, Map.of("jobId", id))
                .getHeader("Sforce-Locator", String.class);
    }

    @Test
    void shouldSeeHeadersInTheirCaseOnly() throws Exception {
        assertFallsOver(Trap.LOWER_CASE_HEADERS, ORG.org(), org -> {
            try (CamelClient camel = CamelClient.of(org)) {
                assertThat(bulkQueryLocator(camel)).isNotNull();
            }
        });
    }

    @Test
    void shouldAskForResultsInTwoKindsAtOnce() throws Exception {
        assertFallsOver(Trap.STRICT_ACCEPT, ORG.org(), org -> {
            try (CamelClient camel = CamelClient.of(org)) {
                bulkQueryLocator(camel);
            }
        });
    }

    @Test
    void shouldSignWithATimeAsText() throws Exception {
        KeyStoreParameters keys = new KeyStoreParameters();
        keys.setResource("file:" + TestKeys.get().keyStore());
        keys.setPassword(TestKeys.PASSWORD);
        keys.setType("PKCS12");
        assertFallsOver(Trap.STRICT_JWT, ORG.org(), org -> {
            try (CamelClient camel = CamelClient.with(org, component -> {
                component.setAuthenticationType(AuthenticationType.JWT);
                component.setClientId(OrgExtension.JWT_CLIENT);
                component.setUserName(LocalOrg.INTEGRATION_USERNAME);
                component.setKeystore(keys);
            })) {
                camel.ask("limits?rawPayload=true", null, String.class);
            }
        });
    }

    @Test
    void shouldReadErrorsFromAListOnly() throws Exception {
        assertFallsOver(Trap.ERRORS_AS_OBJECTS, ORG.org(), org -> {
            try (CamelClient camel = CamelClient.of(org)) {
                Throwable refused = catchThrowable(() -> camel.ask("createSObject", new Account(), Object.class));
                assertThat(refused.getCause()).isInstanceOfSatisfying(SalesforceException.class, cause -> assertThat(
                                cause.getErrors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo("REQUIRED_FIELD_MISSING")));
            }
        });
    }

    @Test
    void shouldReadBatchesWithTheirOwnKeysOnly() throws Exception {
        assertFallsOver(Trap.EXTRA_KEYS, ORG.org(), org -> {
            try (CamelClient camel = CamelClient.of(org)) {
                SObjectBatchResponse response =
                        camel.ask("composite-batch", new SObjectBatch("62.0").addLimits(), SObjectBatchResponse.class);
                assertThat(response.getResults()).hasSize(1);
            }
        });
    }

    @Test
    void shouldPutTheOrgBeforeTheAddressOfTheNextPage() throws Exception {
        assertFallsOver(Trap.ABSOLUTE_NEXT_PAGE, ORG.org(), org -> {
            try (CamelClient camel = CamelClient.of(org)) {
                for (int part = 0; part < 2; part++) {
                    List<Account> accounts = IntStream.range(0, 150)
                            .mapToObj(i -> Account.named("Next"))
                            .toList();
                    camel.ask("compositeCreateSObjectCollections", accounts, List.class);
                }
                String pages = "sObjectClass=" + Account.QueryRecords.class.getName();
                Account.QueryRecords first = camel.ask(
                        "query?sObjectQuery=SELECT Id FROM Account WHERE Name = 'Next'&" + pages,
                        null,
                        Map.of("Sforce-Query-Options", "batchSize=200"),
                        Account.QueryRecords.class);
                Account.QueryRecords second =
                        camel.ask("queryMore?" + pages, first.getNextRecordsUrl(), Account.QueryRecords.class);
                assertThat(second.getRecords()).isNotEmpty();
            }
        });
    }

    @Test
    void shouldTakeItsTokenBackByGet() throws Exception {
        assertFallsOver(Trap.REVOKE_BY_POST_ONLY, ORG.org(), org -> {
            try (CamelClient camel = CamelClient.of(org)) {
                camel.ask("limits?rawPayload=true", null, String.class);
            }
            HttpRequest again = HttpRequest.newBuilder(URI.create(org.org().url() + "/services/data/v62.0/limits"))
                    .header("Authorization", org.lastAuthorization())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(again, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(401);
        });
    }

    @Test
    void shouldLoseItsCasesToTheDefaultOwner() throws Exception {
        assertFallsOver(Trap.NO_AUTO_ASSIGN, ORG.org(), org -> {
            try (CamelClient camel = CamelClient.of(org)) {
                String created = camel.ask(
                        "raw?format=JSON&rawMethod=POST&rawPath=/services/data/v62.0/sobjects/Case",
                        "{\"Subject\":\"whose\"}",
                        Map.of("Content-Type", "application/json"),
                        String.class);
                String id = created.replaceFirst(".*\"id\":\"(\\w+)\".*", "$1");
                String owner = camel.ask(
                        "raw?format=JSON&rawMethod=GET&rawPath=/services/data/v62.0/query" + "&rawQueryParameters=q",
                        null,
                        Map.of("q", "SELECT Owner.Username FROM Case WHERE Id = '" + id + "'"),
                        String.class);
                assertThat(owner).contains(LocalOrg.DEFAULT_OWNER_USERNAME);
            }
        });
    }
}
