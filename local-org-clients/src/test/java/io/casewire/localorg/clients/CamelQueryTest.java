package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.CAMEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.component.salesforce.api.dto.CreateSObjectResult;
import org.apache.camel.component.salesforce.api.dto.RecentItem;
import org.apache.camel.component.salesforce.api.dto.SearchResult2;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CamelQueryTest {
    private static final String ACCOUNTS = "sObjectClass=" + Account.QueryRecords.class.getName();

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

    @Test
    @Covers(client = CAMEL, endpoint = QUERY)
    void shouldQuery() {
        // Given
        String id = create(Account.named("Query me"));

        // When
        Account.QueryRecords found = camel.ask(
                "query?sObjectQuery=SELECT Id, Name FROM Account WHERE Name = 'Query me'&" + ACCOUNTS,
                null,
                Account.QueryRecords.class);

        // Then
        assertThat(found.getDone()).isTrue();
        assertThat(found.getTotalSize()).isEqualTo(1);
        assertThat(found.getRecords()).singleElement().satisfies(account -> assertThat(account.getId())
                .isEqualTo(id));
    }

    @Test
    @Covers(client = CAMEL, endpoint = QUERY_ALL)
    void shouldQueryDeletedRecordsToo() {
        // Given
        String id = create(Account.named("Deleted"));
        camel.ask("deleteSObject?sObjectName=Account", id, Object.class);

        // When
        Account.QueryRecords found = camel.ask(
                "queryAll?sObjectQuery=SELECT Id, IsDeleted FROM Account WHERE Name = 'Deleted'&" + ACCOUNTS,
                null,
                Account.QueryRecords.class);

        // Then
        assertThat(found.getRecords()).singleElement().satisfies(account -> assertThat(account.isIsDeleted())
                .isTrue());
    }

    @Test
    @Covers(client = CAMEL, endpoint = QUERY_MORE)
    void shouldFollowAResultOfSeveralPages() {
        // Given
        IntStream.range(0, 2).forEach(part -> createMany("Page", 150));
        Map<String, Object> pages = Map.of("Sforce-Query-Options", "batchSize=200");

        // When
        Account.QueryRecords first = camel.ask(
                "query?sObjectQuery=SELECT Id FROM Account WHERE Name = 'Page'&" + ACCOUNTS,
                null,
                pages,
                Account.QueryRecords.class);
        Account.QueryRecords second =
                camel.ask("queryMore?" + ACCOUNTS, first.getNextRecordsUrl(), Account.QueryRecords.class);

        // Then
        assertThat(first.getRecords()).hasSize(200);
        assertThat(first.getDone()).isFalse();
        assertThat(second.getRecords()).hasSize(100);
        assertThat(second.getDone()).isTrue();
    }

    private static void createMany(String name, int count) {
        List<Account> accounts =
                IntStream.range(0, count).mapToObj(i -> Account.named(name)).toList();
        camel.ask("compositeCreateSObjectCollections", accounts, List.class);
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {SEARCH, RECENT})
    void shouldSearchAndListWhatIsRecent() {
        // Given
        String id = create(Account.named("Seldom"));

        // When
        SearchResult2 found = camel.ask(
                "search?sObjectSearch=FIND {Seldom} IN ALL FIELDS RETURNING Account(Id, Name)",
                null,
                SearchResult2.class);
        List<?> recent = camel.ask("recent?limit=1", null, List.class);

        // Then
        assertThat(found.getSearchRecords()).singleElement().satisfies(record -> assertThat(record.getId())
                .isEqualTo(id));
        assertThat(recent).singleElement().satisfies(item -> assertThat(((RecentItem) item).getId())
                .isEqualTo(id));
    }
}
