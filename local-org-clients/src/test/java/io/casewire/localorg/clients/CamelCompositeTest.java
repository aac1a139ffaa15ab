package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.CAMEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.DeleteSObjectResult;
import org.apache.camel.component.salesforce.api.dto.SaveSObjectResult;
import org.apache.camel.component.salesforce.api.dto.UpsertSObjectResult;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectBatch;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectBatchResponse;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectBatchResult;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectComposite;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectCompositeResponse;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectCompositeResult;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectTree;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CamelCompositeTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    private static CamelClient camel;

    @BeforeAll
    static void start() {
        camel = CamelClient.of(ORG.org());
    }

    @AfterAll
    static void stop() {
        camel.close();
    }

    @Test
    @Covers(client = CAMEL, endpoint = COMPOSITE)
    void shouldUseTheResultOfOneCallInTheNext() {
        // Given
        SObjectComposite composite = new SObjectComposite("62.0", true)
                .addCreate(Account.named("Composite"), "account")
                .addGet("Account", "@{account.id}", "read", "Name")
                .addUpdate("Account", "@{account.id}", new Account().withKey("composite"), "update")
                .addQuery("SELECT Id FROM Account WHERE Key__c = 'composite'", "query");

        // When
        SObjectCompositeResponse response = camel.ask("composite", composite, SObjectCompositeResponse.class);

        // Then
        assertThat(response.getCompositeResponse())
                .extracting(SObjectCompositeResult::getReferenceId)
                .containsExactly("account", "read", "update", "query");
        assertThat(response.getCompositeResponse())
                .extracting(SObjectCompositeResult::getHttpStatusCode)
                .containsExactly(201, 200, 204, 200);
    }

    @Test
    void shouldRollBackACompositeAsAWhole() {
        // Given
        SObjectComposite composite = new SObjectComposite("62.0", true)
                .addCreate(Account.named("Rolled back"), "good")
                .addCreate(new Account(), "bad");

        // When
        SObjectCompositeResponse response = camel.ask("composite", composite, SObjectCompositeResponse.class);

        // Then
        assertThat(response.getCompositeResponse())
                .extracting(SObjectCompositeResult::getHttpStatusCode)
                .containsExactly(400, 400);
        assertThat(response.getCompositeResponse().get(0).getBody()).asString().contains("PROCESSING_HALTED");
    }

    @Test
    @Covers(client = CAMEL, endpoint = COMPOSITE_BATCH)
    void shouldSendABatch() {
        // Given
        SObjectBatch batch = new SObjectBatch("62.0")
                .addCreate(Account.named("Batch"))
                .addLimits()
                .addGet("Account", "001000000000000AAA", "Name");

        // When
        SObjectBatchResponse response = camel.ask("composite-batch", batch, SObjectBatchResponse.class);

        // Then
        assertThat(response.hasErrors()).isTrue();
        assertThat(response.getResults())
                .extracting(SObjectBatchResult::getStatusCode)
                .containsExactly(201, 200, 404);
    }

    @Test
    @Covers(client = CAMEL, endpoint = COMPOSITE_TREE)
    void shouldCreateATree() {
        // Given
        SObjectTree tree = new SObjectTree();
        tree.addObject(Account.named("Tree 1"));
        tree.addObject(Account.named("Tree 2"));

        // When
        SObjectTree answer = camel.ask("composite-tree", tree, SObjectTree.class);

        // Then
        assertThat(answer.allObjects()).hasSize(2).allSatisfy(account -> assertThat(account.getId())
                .startsWith("001"));
    }

    @Test
    void shouldSayWhichRecordOfATreeIsRefused() {
        // Given
        SObjectTree tree = new SObjectTree();
        tree.addObject(Account.named("Tree"));
        tree.addObject(new Account());

        // When
        Throwable refused = catchThrowable(() -> camel.ask("composite-tree", tree, SObjectTree.class));

        // Then
        assertThat(refused.getCause())
                .isInstanceOfSatisfying(SalesforceException.class, cause -> assertThat(cause.getErrors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo("REQUIRED_FIELD_MISSING")));
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {COLLECTION_CREATE, COLLECTION_RETRIEVE, COLLECTION_UPDATE, COLLECTION_UPSERT, COLLECTION_DELETE
            })
    void shouldWriteAndReadCollections() {
        // When
        List<SaveSObjectResult> created = list(camel.ask(
                "compositeCreateSObjectCollections",
                List.of(Account.named("C 1").withKey("c1"), Account.named("C 2"), new Account()),
                List.class));
        List<String> ids = Stream.of(0, 1).map(i -> created.get(i).getId()).toList();
        List<SaveSObjectResult> updated = list(camel.ask(
                "compositeUpdateSObjectCollections",
                List.of(Account.named("C 1 changed").withId(ids.get(0))),
                List.class));
        List<UpsertSObjectResult> upserted = list(camel.ask(
                "compositeUpsertSObjectCollections?sObjectName=Account&sObjectIdName=Key__c",
                List.of(
                        Account.named("C 1 again").withKey("c1"),
                        Account.named("C 3").withKey("c3")),
                List.class));
        Map<String, Object> both = Map.of("sObjectIds", ids);
        List<Account> read = list(camel.ask(
                "compositeRetrieveSObjectCollections?sObjectName=Account&sObjectFields=Id,Name&sObjectClass="
                        + Account.class.getName(),
                null,
                both,
                List.class));
        List<DeleteSObjectResult> deleted =
                list(camel.ask("compositeDeleteSObjectCollections", null, both, List.class));

        // Then
        assertThat(created).extracting(SaveSObjectResult::getSuccess).containsExactly(true, true, false);
        assertThat(created.get(2).getErrors()).singleElement().satisfies(error -> assertThat(error.getErrorCode())
                .isEqualTo("REQUIRED_FIELD_MISSING"));
        assertThat(updated).extracting(SaveSObjectResult::getSuccess).containsExactly(true);
        assertThat(upserted).extracting(UpsertSObjectResult::getCreated).containsExactly(false, true);
        assertThat(read).extracting(Account::getName).containsExactly("C 1 again", "C 2");
        assertThat(deleted).extracting(DeleteSObjectResult::getSuccess).containsExactly(true, true);
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> list(List<?> items) {
        return (List<T>) items;
    }
}
