package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.junit.LocalOrgExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls that hold calls: composite, batch, graph and tree. */
@ExtendWith(LocalOrgExtension.class)
class CompositeFamilyTest {
    private Client client;

    @BeforeEach
    void login(LocalOrg org) {
        client = Client.of(org);
    }

    @Test
    void shouldRunABatchWhoseCallsKnowNothingOfOneAnother() {
        // When
        Client.Reply reply = client.post(
                "/composite/batch",
                """
                {"batchRequests":[
                  {"method":"POST","url":"v62.0/sobjects/Account","richInput":{"Name":"One"}},
                  {"method":"POST","url":"/services/data/v62.0/sobjects/Account","richInput":{"Nam":"Two"}},
                  {"method":"GET","url":"v62.0/query?q=SELECT+Name+FROM+Account"}]}""");

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(names(reply.body())).containsExactly("hasErrors", "results");
        assertThat(reply.body().path("hasErrors").asBoolean()).isTrue();
        assertThat(statuses(reply.body().path("results"), "statusCode")).containsExactly(201, 400, 200);
        assertThat(names(reply.body().at("/results/0"))).containsExactlyInAnyOrder("statusCode", "result");
        assertThat(reply.body().at("/results/2/result/totalSize").asInt()).isEqualTo(1);
    }

    @Test
    void shouldHaltABatchAfterItsFirstErrorWhenAsked() {
        // When
        Client.Reply reply = client.post(
                "/composite/batch",
                """
                {"haltOnError":true,"batchRequests":[
                  {"method":"POST","url":"v62.0/sobjects/Account","richInput":{}},
                  {"method":"POST","url":"v62.0/sobjects/Account","richInput":{"Name":"Two"}}]}""");

        // Then
        assertThat(statuses(reply.body().path("results"), "statusCode")).containsExactly(400, 412);
        assertThat(count("Account")).isZero();
    }

    @Test
    void shouldUndoAFailedGraphAndKeepTheOthers() {
        // When
        Client.Reply reply = client.post(
                "/composite/graph",
                """
                {"graphs":[
                  {"graphId":"good","compositeRequest":[
                    {"method":"POST","url":"/services/data/v62.0/sobjects/Account","referenceId":"a","body":{"Name":"Good"}},
                    {"method":"POST","url":"/services/data/v62.0/sobjects/Contact","referenceId":"c",
                     "body":{"LastName":"Child","AccountId":"@{a.id}"}}]},
                  {"graphId":"bad","compositeRequest":[
                    {"method":"POST","url":"/services/data/v62.0/sobjects/Account","referenceId":"a","body":{"Name":"Bad"}},
                    {"method":"POST","url":"/services/data/v62.0/sobjects/Contact","referenceId":"c","body":{}}]}]}""");

        // Then
        JsonNode graphs = reply.body().path("graphs");
        assertThat(graphs.at("/0/isSuccessful").asBoolean()).isTrue();
        assertThat(graphs.at("/1/isSuccessful").asBoolean()).isFalse();
        assertThat(statuses(graphs.at("/1/graphResponse/compositeResponse"), "httpStatusCode"))
                .containsExactly(400, 400);
        assertThat(graphs.at("/1/graphResponse/compositeResponse/0/body/0/errorCode")
                        .asText())
                .isEqualTo("PROCESSING_HALTED");
        assertThat(client.query("SELECT Account.Name FROM Contact")
                        .body()
                        .at("/records/0/Account/Name")
                        .asText())
                .isEqualTo("Good");
        assertThat(count("Account")).isEqualTo(1);
    }

    @Test
    void shouldRefuseAGraphWithAnythingButRows() {
        Client.Reply reply = client.post(
                "/composite/graph",
                """
                {"graphs":[{"graphId":"g","compositeRequest":[
                  {"method":"GET","url":"/services/data/v62.0/query?q=SELECT+Id+FROM+Account","referenceId":"q"}]}]}""");
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void shouldRollBackARowThatFailedInsideACollectionOfAnAllOrNoneComposite() {
        // When: the collection itself would keep the good row
        Client.Reply reply = client.post(
                "/composite",
                """
                {"allOrNone":true,"compositeRequest":[
                  {"method":"POST","url":"/services/data/v62.0/sobjects/Account","referenceId":"a","body":{"Name":"First"}},
                  {"method":"POST","url":"/services/data/v62.0/composite/sobjects","referenceId":"c",
                   "body":{"allOrNone":false,"records":[
                     {"attributes":{"type":"Account"},"Name":"Good"},{"attributes":{"type":"Account"}}]}}]}""");

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(count("Account")).isZero();
        assertThat(reply.body().at("/compositeResponse/0/httpStatusCode").asInt())
                .isEqualTo(400);
    }

    @Test
    void shouldMakeATreeWithChildrenOfChildren() {
        // When
        Client.Reply reply = client.post(
                "/composite/tree/Account",
                """
                {"records":[{"attributes":{"type":"Account","referenceId":"parent"},"Name":"Parent",
                  "Contacts":{"records":[{"attributes":{"type":"Contact","referenceId":"child"},"LastName":"Child",
                    "Cases":{"records":[{"attributes":{"type":"Case","referenceId":"grandchild"},"Subject":"Deep"}]}}]}}]}""");

        // Then
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(201);
        assertThat(names(reply.body())).containsExactly("hasErrors", "results");
        assertThat(texts(reply.body().path("results"), "referenceId")).containsExactly("parent", "child", "grandchild");
        assertThat(client.query("SELECT Contact.Account.Name FROM Case")
                        .body()
                        .at("/records/0/Contact/Account/Name")
                        .asText())
                .isEqualTo("Parent");
    }

    @Test
    void shouldSaveNothingOfATreeWithOneWrongRecordAndSayWhichItIs() {
        // When
        Client.Reply reply = client.post(
                "/composite/tree/Account",
                """
                {"records":[{"attributes":{"type":"Account","referenceId":"good"},"Name":"Good"},
                  {"attributes":{"type":"Account","referenceId":"bad"},"NumberOfEmployees":"many","Name":"Bad"}]}""");

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().path("hasErrors").asBoolean()).isTrue();
        assertThat(texts(reply.body().path("results"), "referenceId")).containsExactly("bad");
        assertThat(reply.body().at("/results/0/errors/0/statusCode").asText()).isNotEmpty();
        assertThat(count("Account")).isZero();
    }

    @Test
    void shouldHoldTheLimitsOfEachOfThem() {
        String sub = "{\"method\":\"GET\",\"url\":\"/services/data/v62.0/limits\",\"referenceId\":\"r%d\"}";
        String graph = "{\"graphId\":\"g%d\",\"compositeRequest\":[{\"method\":\"GET\","
                + "\"url\":\"/services/data/v62.0/sobjects/Account/001000000000001\",\"referenceId\":\"r\"}]}";
        String record = "{\"attributes\":{\"type\":\"Account\",\"referenceId\":\"r%d\"},\"Name\":\"N\"}";

        assertThat(client.post("/composite", "{\"compositeRequest\":[" + times(26, sub) + "]}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/composite/batch", "{\"batchRequests\":[" + times(26, sub) + "]}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/composite/graph", "{\"graphs\":[" + times(76, graph) + "]}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/composite/tree/Account", "{\"records\":[" + times(201, record) + "]}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/composite/tree/Account", "{\"records\":[" + times(200, record) + "]}")
                        .status())
                .isEqualTo(201);
    }

    private static String times(int count, String template) {
        return IntStream.range(0, count).mapToObj(template::formatted).collect(Collectors.joining(","));
    }

    private int count(String object) {
        return client.query("SELECT COUNT() FROM " + object)
                .body()
                .path("totalSize")
                .asInt();
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<Integer> statuses(JsonNode nodes, String field) {
        List<Integer> statuses = new ArrayList<>();
        nodes.forEach(node -> statuses.add(node.path(field).asInt()));
        return statuses;
    }

    private static List<String> texts(JsonNode nodes, String field) {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(node.path(field).asText()));
        return texts;
    }
}
