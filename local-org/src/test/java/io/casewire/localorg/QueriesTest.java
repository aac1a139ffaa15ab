package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueriesTest {
    private static LocalOrg org;
    private static Client client;

    @BeforeAll
    static void start() {
        org = LocalOrg.start(LocalOrgOptions.defaults());
        client = Client.of(org);
        client.deploy(TestMetadata.project());
        client.create("Account", "{\"Name\":\"Alpha\",\"NumberOfEmployees\":10,\"Rating\":\"Hot\"}");
        client.create("Account", "{\"Name\":\"beta\",\"NumberOfEmployees\":20,\"Site\":\"50%_off\"}");
        client.create("Account", "{\"Name\":\"Gamma\",\"AnnualRevenue\":1.5,\"Rating\":\"Cold\"}");
        client.create(
                "Incident__c",
                "{\"Key__c\":\"q\",\"Seen__c\":\"2024-05-01T10:00:00+02:00\",\"Day__c\":\"2024-05-01\",\"Open__c\":false}");
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static List<String> names(String where) {
        Client.Reply reply = client.query("SELECT Name FROM Account " + where);
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        reply.body()
                .path("records")
                .forEach(record -> names.add(record.path("Name").asText()));
        return names;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WHERE Name = 'ALPHA' | Alpha",
                "WHERE Name != 'alpha' ORDER BY Name | beta,Gamma",
                "WHERE Name LIKE '%a' AND Name LIKE '_e%' | beta",
                "WHERE Site LIKE '50\\%\\_%' | beta",
                "WHERE NumberOfEmployees >= 10 AND NumberOfEmployees < 20 | Alpha",
                "WHERE NumberOfEmployees = null | Gamma",
                "WHERE AnnualRevenue > 1.4 | Gamma",
                "WHERE Rating IN ('Hot', 'Cold') ORDER BY Name DESC | Gamma,Alpha",
                "WHERE Rating NOT IN ('Hot', 'Cold') | beta",
                "WHERE (NOT Name = 'Alpha') AND (Rating = 'Cold' OR NumberOfEmployees = 20) ORDER BY Name | beta,Gamma",
                "ORDER BY NumberOfEmployees ASC NULLS LAST | Alpha,beta,Gamma",
                "ORDER BY NumberOfEmployees ASC | Gamma,Alpha,beta",
                "ORDER BY NumberOfEmployees DESC | beta,Alpha,Gamma",
                "ORDER BY Name LIMIT 1 OFFSET 1 | beta",
                "WHERE CreatedDate = TODAY AND CreatedDate >= LAST_N_DAYS:3 AND CreatedDate < TOMORROW ORDER BY Name | Alpha,beta,Gamma",
                "WHERE CreatedBy.Username = 'integration@local-org.example' AND Name = 'beta' | beta",
            })
    void shouldFindWhatTheWhereClauseSays(String where, String expected) {
        // When
        List<String> names = names(where);

        // Then
        assertThat(names).containsExactly(expected.split(","));
    }

    @Test
    void shouldCompareDatesAndCheckboxes() {
        // When
        JsonNode body = client.query(
                        "SELECT Id, Seen__c, Day__c, Open__c FROM Incident__c WHERE Seen__c = 2024-05-01T08:00:00Z"
                                + " AND Day__c = 2024-05-01 AND Day__c < TODAY AND Open__c = false")
                .body();

        // Then
        assertThat(body.at("/records/0/Seen__c").asText()).isEqualTo("2024-05-01T08:00:00.000+0000");
        assertThat(body.at("/records/0/Day__c").asText()).isEqualTo("2024-05-01");
        assertThat(body.at("/records/0/Open__c").isBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT Id FROM Case FOR UPDATE | FOR UPDATE",
                "SELECT toLabel(Priority), Id FROM Case | toLabel(Priority)",
                "SELECT TYPEOF Owner WHEN User THEN Name END FROM Case | TYPEOF Owner WHEN User THEN Name END",
            })
    void shouldQuoteWhatItDoesNotKnow(String query, String part) {
        assertThat(client.query(query).body().at("/0/message").asText())
                .isEqualTo(part + " is not supported by the local org");
    }

    @Test
    void shouldCount() {
        // When
        JsonNode bare = client.query("SELECT COUNT() FROM Account").body();
        JsonNode field = client.query("SELECT COUNT(Rating) n FROM Account").body();

        // Then
        assertThat(bare.toString()).isEqualTo("{\"totalSize\":3,\"done\":true,\"records\":[]}");
        assertThat(field.at("/records/0/n").asInt()).isEqualTo(2);
        assertThat(field.at("/records/0/attributes/type").asText()).isEqualTo("AggregateResult");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT Id FORM Account | MALFORMED_QUERY",
                "SELECT Id FROM Account junk x | MALFORMED_QUERY",
                "SELECT Id Name FROM Account | MALFORMED_QUERY",
                "SELECT Id, Name FROM Account GROUP BY Id | MALFORMED_QUERY",
                "SELECT Id, (SELECT Id FROM Nothing) FROM Account | INVALID_FIELD",
                "SELECT Id FROM Account WHERE MAX(Name) = 'x' | MALFORMED_QUERY",
                "SELECT SUM(Name) FROM Account | INVALID_FIELD",
                "SELECT Rating FROM Account GROUP BY ROLLUP(Rating) | MALFORMED_QUERY",
                "SELECT Id, Id FROM Account | MALFORMED_QUERY",
                "SELECT Id FROM Account WHERE FiscalYear = THIS_FISCAL_YEAR | INVALID_FIELD",
                "SELECT Nothing FROM Account | INVALID_FIELD",
                "SELECT Nothing.Name FROM Account | INVALID_FIELD",
                "SELECT Id FROM Account WHERE Name = 5 | INVALID_FIELD",
                "SELECT Id FROM Account WHERE NumberOfEmployees = '5' | INVALID_FIELD",
                "SELECT Id FROM Nothing | INVALID_TYPE",
            })
    void shouldRefuseWhatItCannotAnswer(String soql, String code) {
        // When
        Client.Reply reply = client.query(soql);

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorCode()).isEqualTo(code);
    }

    @Test
    void shouldPointAtTheUnknownColumn() {
        // When
        String message = client.query("SELECT Id, Nothing FROM Account")
                .body()
                .at("/0/message")
                .asText();

        // Then
        assertThat(message)
                .startsWith("\nSELECT Id, Nothing FROM Account\n           ^\nERROR at Row:1:Column:12\n"
                        + "No such column 'Nothing' on entity 'Account'.");
    }

    @Test
    void shouldPageWithALocatorThatContainsNoSlash() {
        // Given
        for (int page = 0; page < 2; page++) {
            String rows = IntStream.range(0, 200)
                    .mapToObj(i -> "{\"attributes\":{\"type\":\"Campaign\"},\"Name\":\"n\"}")
                    .collect(Collectors.joining(","));
            client.post("/composite/sobjects", "{\"records\":[" + rows + "]}");
        }

        // When
        Client.Reply first = client.send(
                "GET",
                "/services/data/v62.0/query/?q=SELECT+Id+FROM+Campaign",
                "",
                "Sforce-Query-Options",
                "batchSize=250");
        String next = first.body().path("nextRecordsUrl").asText();
        Client.Reply second = client.send("GET", next, "", "Sforce-Query-Options", "batchSize=250");

        // Then
        assertThat(first.body().path("done").asBoolean(true)).isFalse();
        assertThat(first.body().path("records")).hasSize(250);
        assertThat(next).matches("/services/data/v62.0/query/01g\\w{15}-250");
        assertThat(second.body().path("done").asBoolean()).isTrue();
        assertThat(second.body().path("records")).hasSize(150);
        assertThat(client.get("/query/01g000000000000AAA-2000").errorCode()).isEqualTo("INVALID_QUERY_LOCATOR");
    }

    @Test
    void shouldFindDeletedRecordsOnlyWithQueryAll() {
        // Given
        client.delete("/sobjects/Contact/" + client.create("Contact", "{\"LastName\":\"Gone\"}"));

        // When
        JsonNode live =
                client.query("SELECT Id FROM Contact WHERE LastName = 'Gone'").body();
        JsonNode all = client.get("/queryAll?q=SELECT+IsDeleted+FROM+Contact+WHERE+LastName='Gone'")
                .body();

        // Then
        assertThat(live.path("totalSize").asInt()).isZero();
        assertThat(all.at("/records/0/IsDeleted").asBoolean()).isTrue();
    }

    @Test
    void shouldNestChildrenUnderTheirParents() {
        // Given
        String parent = client.create("Account", "{\"Name\":\"With children\"}");
        for (String name : List.of("Zed", "Ann", "Max")) {
            client.create("Contact", "{\"LastName\":\"" + name + "\",\"AccountId\":\"" + parent + "\"}");
        }

        // When
        JsonNode records = client.query("SELECT Name, (SELECT LastName FROM Contacts WHERE LastName != 'Zed' ORDER BY"
                        + " LastName LIMIT 1) FROM Account WHERE Name IN ('With children', 'Gamma') ORDER BY Name DESC")
                .body()
                .path("records");

        // Then
        assertThat(records.at("/0/Contacts/totalSize").asInt()).isEqualTo(1);
        assertThat(records.at("/0/Contacts/done").asBoolean()).isTrue();
        assertThat(records.at("/0/Contacts/records/0/LastName").asText()).isEqualTo("Ann");
        assertThat(records.at("/1/Contacts").isNull()).isTrue();
        client.delete("/sobjects/Account/" + parent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT COUNT(Id) FROM Account | [{expr0=3}]",
                "SELECT COUNT(AnnualRevenue) c, SUM(NumberOfEmployees) s, AVG(NumberOfEmployees) a FROM Account | [{c=1, s=30.0, a=15.0}]",
                "SELECT MIN(Name) lo, MAX(Name) hi FROM Account | [{lo=Alpha, hi=beta}]",
                "SELECT Rating, COUNT(Id) n FROM Account GROUP BY Rating ORDER BY Rating NULLS LAST | [{Rating=Cold, n=1}, {Rating=Hot, n=1}, {Rating=null, n=1}]",
                "SELECT Rating FROM Account GROUP BY Rating HAVING COUNT(NumberOfEmployees) > 0 ORDER BY COUNT(Id), Rating NULLS FIRST | [{Rating=null}, {Rating=Hot}]",
                "SELECT Rating FROM Account GROUP BY Rating HAVING Rating != null ORDER BY Rating DESC LIMIT 1 | [{Rating=Hot}]",
                "SELECT COUNT_DISTINCT(Rating) FROM Account | [{expr0=2}]",
                "SELECT CALENDAR_YEAR(Seen__c) y, COUNT(Id) FROM Incident__c GROUP BY CALENDAR_YEAR(Seen__c) | [{y=2024, expr0=1}]",
                "SELECT COUNT(Id) FROM Account WHERE Name = 'nobody' | [{expr0=0}]",
            })
    void shouldAnswerAggregates(String soql, String expected) {
        // When
        Client.Reply reply = client.query(soql);

        // Then
        List<String> lines = new ArrayList<>();
        reply.body().path("records").forEach(record -> {
            List<String> cells = new ArrayList<>();
            record.properties().forEach(cell -> {
                if (!cell.getKey().equals("attributes")) {
                    cells.add(cell.getKey() + "=" + cell.getValue().asText());
                }
            });
            lines.add("{" + String.join(", ", cells) + "}");
        });
        assertThat(lines.toString()).as(reply.raw().body()).isEqualTo(expected);
        assertThat(reply.body().at("/records/0/attributes/type").asText()).isEqualTo("AggregateResult");
    }

    @Test
    void shouldJoinWithWhatAnotherQueryFinds() {
        // Given
        String parent = client.create("Account", "{\"Name\":\"Joined\"}");
        String contact = client.create("Contact", "{\"LastName\":\"J\",\"AccountId\":\"" + parent + "\"}");

        // Then
        assertThat(names("WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName = 'J')"))
                .containsExactly("Joined");
        assertThat(names("WHERE Id NOT IN (SELECT AccountId FROM Contact) ORDER BY Name"))
                .containsExactly("Alpha", "beta", "Gamma");
        assertThat(client.query("SELECT Id FROM Account WHERE Name IN (SELECT LastName FROM Contact)")
                        .status())
                .isEqualTo(400);
        client.delete("/sobjects/Contact/" + contact);
        client.delete("/sobjects/Account/" + parent);
    }

    @Test
    void shouldSelectAllFieldsOfFewRecordsOnly() {
        assertThat(client.query("SELECT FIELDS(ALL) FROM Account LIMIT 1")
                        .body()
                        .at("/records/0"))
                .hasSizeGreaterThan(20);
        assertThat(client.query("SELECT FIELDS(CUSTOM) FROM Incident__c LIMIT 1")
                        .body()
                        .at("/records/0/Key__c")
                        .asText())
                .isEqualTo("q");
        assertThat(client.query("SELECT FIELDS(STANDARD) FROM Account").status())
                .isEqualTo(200);
        assertThat(client.query("SELECT FIELDS(ALL) FROM Account").errorCode()).isEqualTo("MALFORMED_QUERY");
    }

    @Test
    void shouldFindTextAndWhatWasTouchedLately() {
        // Given
        String id = client.create("Account", "{\"Name\":\"Quokka works\",\"Site\":\"hill\"}");

        // Then
        assertThat(client.get(
                                "/search?q=FIND%20%7Bquok*%20hill%7D%20IN%20ALL%20FIELDS%20RETURNING%20Account(Id,%20Name)")
                        .body()
                        .at("/searchRecords/0/Name")
                        .asText())
                .isEqualTo("Quokka works");
        assertThat(client.get("/parameterizedSearch?q=quokka&sobject=Account&Account.fields=Id,Name")
                        .body()
                        .at("/searchRecords/0/Id")
                        .asText())
                .isEqualTo(id);
        assertThat(client.get("/recent?limit=1").body().at("/0/Id").asText()).isEqualTo(id);
        assertThat(client.get("/sobjects/Account/updated?start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z")
                        .body()
                        .path("ids")
                        .toString())
                .contains(id);
        client.delete("/sobjects/Account/" + id);
        assertThat(client.get("/sobjects/Account/deleted?start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z")
                        .body()
                        .path("deletedRecords")
                        .toString())
                .contains(id);
        assertThat(client.get("/sobjects/Signal__e/eventSchema")
                        .body()
                        .path("name")
                        .asText())
                .isEqualTo("Signal__e");
    }
}
