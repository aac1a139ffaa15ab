package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.junit.LocalOrgExtension;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is below /local-org: faults, limits, clock, snapshots, settings and the log. */
@ExtendWith(LocalOrgExtension.class)
class ControlTest {
    private static final String ACCOUNT = "{\"Name\":\"A\"}";

    private LocalOrg org;
    private Client client;

    @BeforeEach
    void login(LocalOrg running) {
        org = running;
        client = Client.of(org);
    }

    @Test
    void shouldRefuseAsManyCallsAsTheFaultSays() {
        // When
        control(
                "POST",
                "/faults",
                "{\"kind\":\"error\",\"endpoint\":\"/sobjects/*\",\"errorCode\":\"SERVER_UNAVAILABLE\",\"times\":2}");

        // Then
        assertThat(IntStream.range(0, 3)
                        .mapToObj(i -> client.post("/sobjects/Account", ACCOUNT).status()))
                .containsExactly(503, 503, 201);
        assertThat(client.query("SELECT Id FROM Account")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(1);
        assertThat(control("GET", "/faults", "").body().at("/0/struck").asInt()).isEqualTo(2);
    }

    @Test
    void shouldStrikeTheSameRowsForTheSameSeed() {
        // When
        String fault =
                "{\"kind\":\"rowError\",\"object\":\"Account\",\"errorCode\":\"UNABLE_TO_LOCK_ROW\",\"probability\":0.3,\"seed\":7}";
        List<Boolean> first = strikes(fault);
        List<Boolean> second = strikes(fault);

        // Then: some rows fail, the others of the same call are written
        assertThat(first).isEqualTo(second).contains(true, false);
    }

    private List<Boolean> strikes(String fault) {
        org.faults().clear();
        control("POST", "/faults", fault);
        String record = "{\"attributes\":{\"type\":\"Account\"},\"Name\":\"A\"}";
        JsonNode results = client.post(
                        "/composite/sobjects", "{\"records\":[" + (record + ",").repeat(19) + record + "]}")
                .body();
        return IntStream.range(0, 20)
                .mapToObj(i -> results.path(i).path("success").asBoolean())
                .toList();
    }

    @Test
    void shouldDropTheConnectionBeforeOrAfterTheCommit() {
        // When
        control("POST", "/faults", "{\"kind\":\"dropBeforeCommit\",\"method\":\"POST\",\"times\":1}");
        control("POST", "/faults", "{\"kind\":\"dropAfterCommit\",\"method\":\"PATCH\",\"times\":1}");
        assertThatThrownBy(() -> client.post("/sobjects/Account", ACCOUNT)).isInstanceOf(UncheckedIOException.class);
        String id = client.create("Account", ACCOUNT);
        assertThatThrownBy(() -> client.patch("/sobjects/Account/" + id, "{\"Name\":\"B\"}"))
                .isInstanceOf(UncheckedIOException.class);

        // Then: the log is the witness of what was done all the same
        assertThat(client.get("/sobjects/Account/" + id).body().path("Name").asText())
                .isEqualTo("B");
        List<RequestLog.Entry> dropped = org.requestLog().entries().stream()
                .filter(entry -> entry.status() == 0)
                .toList();
        assertThat(dropped).hasSize(2);
        assertThat(dropped.get(0).committed()).isNull();
        assertThat(dropped.get(1).committed()).isNotNull();
        assertThat(dropped.get(1).records()).containsExactly(id);
    }

    @Test
    void shouldSayEverythingThatIsWrongWithAFault() {
        JsonNode answer = control("POST", "/faults", "{\"kind\":\"error\",\"probability\":2,\"times\":-1}")
                .body();
        assertThat(answer.path("error").asText())
                .contains("errorCode is missing")
                .contains("probability must lie between 0 and 1")
                .contains("times must not be negative");
        Client.Reply unknown = control("POST", "/faults", "{\"kind\":\"flood\"}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body().path("error").asText())
                .contains("no kind flood", "dropAfterCommit")
                .doesNotContain("io.casewire");
        assertThat(control("POST", "/faults", "{\"knd\":\"error\"}")
                        .body()
                        .path("error")
                        .asText())
                .contains("knd");
        assertThat(control("GET", "/nothing", "").body().path("error").asText()).contains("PATCH /local-org/clock");
    }

    @Test
    void shouldRefuseCallsPastTheLimitAndReportWithALag() {
        // Given
        control("PATCH", "/settings", "{\"limitsLagSeconds\":300}");
        control("PATCH", "/limits", "{\"DailyApiRequests\":{\"max\":1000,\"use\":990}}");

        // When: /limits does not know it yet
        JsonNode limits = client.get("/limits").body();
        assertThat(limits.at("/DailyApiRequests/Remaining").asInt()).isGreaterThan(900);
        Client.Reply last = null;
        for (int i = 0; i < 20; i++) {
            last = client.get("/sobjects");
        }

        // Then
        assertThat(last.status()).isEqualTo(403);
        assertThat(last.errorCode()).isEqualTo("REQUEST_LIMIT_EXCEEDED");
        assertThat(last.header("Sforce-Limit-Info")).isEqualTo("api-usage=1000/1000");

        // When: a day passes
        control("PATCH", "/clock", "{\"advance\":\"PT25H\"}");
        client = Client.of(org);

        // Then
        assertThat(client.get("/sobjects").status()).isEqualTo(200);
    }

    @Test
    void shouldCountWhatOthersUseAsTimeGoesBy() {
        // Given
        control("POST", "/reset", "{}");
        control("PATCH", "/limits", "{\"DailyApiRequests\":{\"othersPerHour\":600}}");

        // When
        control("PATCH", "/clock", "{\"advance\":\"PT2H\"}");

        // Then
        assertThat(control("GET", "/limits", "")
                        .body()
                        .at("/DailyApiRequests/used")
                        .asInt())
                .isBetween(1_200, 1_230);
    }

    @Test
    void shouldRefuseRecordsThatDoNotFitTheStorage() {
        // Given: room for 512 records of 2 KB
        control("PATCH", "/settings", "{\"dataStorageMb\":1}");
        String record = "{\"attributes\":{\"type\":\"Account\"},\"Name\":\"A\"}";
        String records = "{\"records\":[" + (record + ",").repeat(199) + record + "]}";

        // When
        client.post("/composite/sobjects", records);
        client.post("/composite/sobjects", records);
        JsonNode third = client.post("/composite/sobjects", records).body();

        // Then
        assertThat(third.at("/111/success").asBoolean()).isTrue();
        assertThat(third.at("/112/errors/0/statusCode").asText()).isEqualTo("STORAGE_LIMIT_EXCEEDED");
        assertThat(client.get("/limits").body().at("/DataStorageMB/Remaining").asInt())
                .isZero();
    }

    @Test
    void shouldPutTheOrgBackAsItWas() {
        // Given
        String kept = client.create("Account", ACCOUNT);
        control("POST", "/snapshots/one", "");
        String later = client.create("Account", ACCOUNT);
        client.delete("/sobjects/Account/" + kept);

        // When
        control("POST", "/snapshots/one/restore", "");

        // Then: sessions go on, and ids are not given again
        assertThat(client.get("/sobjects/Account/" + kept).status()).isEqualTo(200);
        assertThat(client.get("/sobjects/Account/" + later).status()).isEqualTo(404);
        assertThat(client.create("Account", ACCOUNT)).isGreaterThan(later);

        // When
        control("POST", "/reset", "");

        // Then
        assertThat(client.query("SELECT Id FROM Account")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isZero();
        assertThat(control("POST", "/snapshots/two/restore", "").status()).isEqualTo(400);
    }

    @Test
    void shouldMergeCasesAsAnAgentDoes() {
        // Given
        String master = client.create("Case", "{\"Subject\":\"Master\"}");
        String loser = client.create("Case", "{\"Subject\":\"Loser\"}");
        String child = client.create("Case", "{\"Subject\":\"Child\",\"ParentId\":\"" + loser + "\"}");

        // When
        control("POST", "/merge", "{\"master\":\"" + master + "\",\"losers\":[\"" + loser + "\"]}");

        // Then
        assertThat(client.get("/sobjects/Case/" + loser).status()).isEqualTo(404);
        assertThat(client.get("/queryAll?q=SELECT+MasterRecordId+FROM+Case+WHERE+IsDeleted=true")
                        .body()
                        .at("/records/0/MasterRecordId")
                        .asText())
                .isEqualTo(master);
        assertThat(client.get("/sobjects/Case/" + child).body().path("ParentId").asText())
                .isEqualTo(master);
    }

    @Test
    void shouldMergeContactsAsPeopleDo() {
        // Given
        String master = client.create("Contact", "{\"LastName\":\"Known twice\"}");
        String loser = client.create("Contact", "{\"LastName\":\"Known Twice\"}");
        String asset = client.create("Asset", "{\"Name\":\"Press\",\"ContactId\":\"" + loser + "\"}");

        // When
        control("POST", "/merge", "{\"master\":\"" + master + "\",\"losers\":[\"" + loser + "\"]}");

        // Then
        assertThat(client.get("/sobjects/Contact/" + loser).status()).isEqualTo(404);
        assertThat(client.get("/sobjects/Asset/" + asset)
                        .body()
                        .path("ContactId")
                        .asText())
                .isEqualTo(master);
        assertThat(client.post("/sobjects/Case", "{\"ContactId\":\"" + loser + "\"}")
                        .status())
                .as("it is nothing to refer to any more")
                .isBetween(400, 404);
        assertThat(control("POST", "/merge", "{\"master\":\"" + asset + "\",\"losers\":[\"" + master + "\"]}")
                        .status())
                .as("nobody merges Assets")
                .isEqualTo(400);
    }

    @Test
    void shouldRefuseDuplicatesWhenTheRulesAreOn() {
        // Given
        control("PATCH", "/settings", "{\"duplicateRules\":true}");
        client.create("Account", ACCOUNT);

        // Then
        assertThat(client.post("/sobjects/Account", ACCOUNT).errorCode()).isEqualTo("DUPLICATES_DETECTED");
        assertThat(client.post("/sobjects/Account", ACCOUNT, "Sforce-Duplicate-Rule-Header", "allowSave=true")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void shouldRefuseSettingsItDoesNotHave() {
        assertThat(control("PATCH", "/settings", "{\"rowLocks\":1}")
                        .body()
                        .path("error")
                        .asText())
                .contains("unknown setting rowLocks")
                .contains("rowLockMillis");
        assertThat(control("PATCH", "/settings", "{\"rowLockMillis\":true}").status())
                .isEqualTo(400);
        assertThat(control("PATCH", "/settings", "{\"rowLockMillis\":-1}").status())
                .isEqualTo(400);
    }

    private Client.Reply control(String method, String path, String body) {
        return client.send(method, "/local-org" + path, body);
    }
}
