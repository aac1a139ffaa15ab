package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.CAMEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.apache.camel.component.salesforce.api.NoSuchSObjectException;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.CreateSObjectResult;
import org.apache.camel.component.salesforce.api.dto.GlobalObjects;
import org.apache.camel.component.salesforce.api.dto.Limits;
import org.apache.camel.component.salesforce.api.dto.SObjectBasicInfo;
import org.apache.camel.component.salesforce.api.dto.SObjectDescription;
import org.apache.camel.component.salesforce.api.dto.UpsertSObjectResult;
import org.apache.camel.component.salesforce.api.dto.Version;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CamelRestTest {
    private static final String ACCOUNT = "sObjectClass=" + Account.class.getName();

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

    private static String create(Account account) {
        return camel.ask("createSObject", account, CreateSObjectResult.class).getId();
    }

    private static Account get(String id) {
        return camel.ask("getSObject?sObjectName=Account&" + ACCOUNT, id, Account.class);
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {VERSIONS, RESOURCES, LIMITS})
    void shouldDiscoverTheOrg() {
        // When
        List<?> versions = camel.ask("getVersions", null, List.class);
        String resources = camel.ask("getResources?rawPayload=true", null, String.class);
        Limits limits = camel.ask("limits", null, Limits.class);

        // Then
        assertThat(versions).map(version -> ((Version) version).getVersion()).contains("62.0");
        assertThat(resources).contains("\"sobjects\"");
        assertThat(limits.getDailyApiRequests().getMax()).isEqualTo(100_000);
        assertThat(limits.getDailyApiRequests().getRemaining()).isBetween(1, 100_000);
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {SOBJECTS, BASIC, DESCRIBE})
    void shouldDescribeObjects() {
        // When
        GlobalObjects all = camel.ask("getGlobalObjects", null, GlobalObjects.class);
        SObjectBasicInfo basic = camel.ask("getBasicInfo?sObjectName=Account", null, SObjectBasicInfo.class);
        SObjectDescription full = camel.ask("getDescription?sObjectName=Account", null, SObjectDescription.class);

        // Then
        assertThat(all.getSobjects()).map(object -> object.getName()).contains("Account", "Signal__e");
        assertThat(basic.getObjectDescribe().getKeyPrefix()).isEqualTo("001");
        assertThat(full.getFields())
                .filteredOn(field -> field.getName().equals("Key__c"))
                .singleElement()
                .satisfies(field -> {
                    assertThat(field.isExternalId()).isTrue();
                    assertThat(field.getLength()).isEqualTo(80);
                });
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {CREATE, RETRIEVE, UPDATE, DELETE})
    void shouldCreateReadUpdateAndDeleteARecord() {
        // When
        String id = create(Account.named("One"));
        Account created = get(id);
        Account change = new Account().withId(id);
        change.setPhone("030 1");
        camel.ask("updateSObject?sObjectName=Account", change, Object.class);
        Account changed = get(id);
        camel.ask("deleteSObject?sObjectName=Account", id, Object.class);

        // Then
        assertThat(created.getName()).isEqualTo("One");
        assertThat(created.getCreatedDate()).isNotNull();
        assertThat(changed.getPhone()).isEqualTo("030 1");
        assertThatThrownBy(() -> get(id)).hasRootCauseInstanceOf(NoSuchSObjectException.class);
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {UPSERT, RETRIEVE_BY_KEY, DELETE_BY_KEY})
    void shouldUpsertReadAndDeleteByExternalId() {
        // Given
        String byKey = "?sObjectName=Account&sObjectIdName=Key__c&" + ACCOUNT;

        // When
        UpsertSObjectResult first = camel.ask(
                "upsertSObject" + byKey, Account.named("First").withKey("key 1+2"), UpsertSObjectResult.class);
        UpsertSObjectResult second = camel.ask(
                "upsertSObject" + byKey, Account.named("Second").withKey("key 1+2"), UpsertSObjectResult.class);
        Account read = camel.ask("getSObjectWithId" + byKey, "key 1+2", Account.class);
        camel.ask("deleteSObjectWithId" + byKey, "key 1+2", Object.class);

        // Then
        assertThat(first.getCreated()).isTrue();
        assertThat(second.getCreated()).isFalse();
        assertThat(second.getId()).isEqualTo(first.getId());
        assertThat(read.getName()).isEqualTo("Second");
        assertThat(read.getKey__c()).isEqualTo("key 1+2");
        assertThatThrownBy(() -> camel.ask("getSObjectWithId" + byKey, "key 1+2", Account.class))
                .hasRootCauseInstanceOf(NoSuchSObjectException.class);
    }

    @Test
    @Covers(client = CAMEL, endpoint = EVENT_SCHEMA)
    void shouldReadTheSchemaOfAnEvent() {
        // When
        String schema = camel.ask("getEventSchema?eventName=Signal__e&eventSchemaFormat=EXPANDED", null, String.class);

        // Then
        assertThat(schema).contains("\"Device__c\"");
    }

    @Test
    @Covers(client = CAMEL, endpoint = LIMITS)
    void shouldCallAnyPathRaw() {
        // When
        String limits =
                camel.ask("raw?format=JSON&rawMethod=GET&rawPath=/services/data/v62.0/limits", null, String.class);

        // Then
        assertThat(limits).contains("DailyApiRequests");
    }

    @Test
    void shouldUnderstandARefusal() {
        // When
        Throwable refused = catchThrowable(() -> create(new Account()));

        // Then
        assertThat(refused.getCause()).isInstanceOfSatisfying(SalesforceException.class, cause -> {
            assertThat(cause.getStatusCode()).isEqualTo(400);
            assertThat(cause.getErrors()).singleElement().satisfies(error -> {
                assertThat(error.getErrorCode()).isEqualTo("REQUIRED_FIELD_MISSING");
                assertThat(error.getFields()).containsExactly("Name");
            });
        });
    }
}
