package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.TestContent;
import io.casewire.TestOrg;
import io.casewire.TestPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code casewire doctor} against a local org. */
class DoctorIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NS = " xmlns=\"http://soap.sforce.com/2006/04/metadata\"";

    @TempDir
    private Path folder;

    private CliRun cli;
    private TestOrg org;
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = TestPorts.free();
        org = TestOrg.prepared(port, folder.resolve("org"));
        cli = new CliRun(folder.resolve("casewire.yaml"));
        Files.writeString(folder.resolve("secret"), "casewire-local");
        configure(TestContent.repository(), TestOrg.settings(port));
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private void configure(Path content, String orgSettings) throws Exception {
        Files.writeString(
                folder.resolve("casewire.yaml"),
                "dataFolder: data\ncontentFolder: " + content + "\norg: " + orgSettings + "\n");
    }

    @Test
    void shouldFindNothingInTheWayOfTheShippedContent() throws Exception {
        // When
        long began = System.nanoTime();
        int exit = cli.run("doctor", "--org", "--json");

        // Then: it was quick, cheap and read only
        JsonNode answer = JSON.readTree(cli.output());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
        assertThat(exit).as(cli.output()).isZero();
        assertThat(answer.path("apiCalls").asInt()).isBetween(10, 39);
        assertThat(dataCalls()).hasSizeLessThan(40).allMatch(call -> call.startsWith("GET "));

        // And: it says what will be
        String text = answer.toString();
        assertThat(text)
                .contains("mappings/case.yaml: 13 fields of Case are there and may be written")
                .contains("Developer Edition")
                .contains("DailyApiRequests")
                .contains("are left to write")
                .contains("the org's.")
                .contains("Person Accounts are off")
                .contains(
                        "what people do with Cases comes back by Casewire_Case_About_Device and Casewire_Case_Changed");
        assertThat(codes(answer)).contains("DOCTOR-013", "DOCTOR-008").doesNotContain("DOCTOR-017");
    }

    @Test
    void shouldNameEverythingThatWillNotWork() throws Exception {
        // Given: content that does not fit this org, and an org with rules of its own
        Path content = TestContent.shipped()
                .change(
                        "mappings/case.yaml",
                        text -> text + "  - { target: No_Such__c, from: .text.reason }\n"
                                + "  - { target: CaseNumber, from: .text.reason }\n")
                .change("mappings/asset.yaml", text -> text.replace("Casewire_Device_Id__c, key", "SerialNumber, key"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        configure(content, TestOrg.settings(port));
        org.deploy(metadata());
        org.control("settings", "{\"limitsLagSeconds\": 0}");
        org.control("limits", "{\"DailyApiRequests\": {\"max\": 20000, \"use\": 15000}}");

        // When
        int exit = cli.run("doctor", "--org", "--json");

        // Then
        JsonNode answer = JSON.readTree(cli.output());
        assertThat(exit).isEqualTo(1);
        assertThat(answer.path("well").asBoolean()).isFalse();
        assertThat(codes(answer))
                .contains("DOCTOR-001", "DOCTOR-002", "DOCTOR-003", "DOCTOR-006", "DOCTOR-009", "BUDGET-001");
        assertThat(line(answer, "DOCTOR-001").path("where").asText()).isEqualTo("mappings/case.yaml:27:5");
        assertThat(line(answer, "DOCTOR-006").path("what").asText()).contains("Needs_A_Type");
        assertThat(line(answer, "DOCTOR-009").path("what").asText()).contains("Notify_Team");
        answer.path("lines").forEach(line -> {
            if (line.has("code")) {
                assertThat(line.path("why").asText()).isNotEmpty();
                assertThat(line.path("action").asText()).isNotEmpty();
            }
        });
    }

    @Test
    void shouldSayThatTheLoginIsRefusedAndWhatOtherwiseIsWell() throws Exception {
        // Given
        Files.writeString(folder.resolve("secret"), "wrong");

        // When
        int exit = cli.run("doctor", "--org");

        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(cli.output())
                .contains("ORG-002", "Kafka starts with Casewire", "GiB are free")
                .doesNotContain("wrong");

        // And: nobody answers at all
        configure(TestContent.repository(), TestOrg.settings(TestPorts.free()));
        assertThat(cli.run("doctor", "--org")).isEqualTo(1);
        assertThat(cli.output()).contains("ORG-001");
        assertThat(cli.run("doctor")).as(cli.output()).isZero();
        assertThat(cli.output()).contains("the org was not asked: --org");
    }

    /** Rules of another team. */
    private Path metadata() throws Exception {
        Path root = Files.createDirectory(folder.resolve("metadata"));
        write(
                root.resolve("objects/Case/validationRules/Needs_A_Type.validationRule-meta.xml"),
                "<ValidationRule" + NS + "><fullName>Needs_A_Type</fullName><active>true</active>"
                        + "<errorConditionFormula>ISBLANK(Subject)</errorConditionFormula>"
                        + "<errorMessage>Say what it is about.</errorMessage></ValidationRule>");
        write(
                root.resolve("flows/Notify_Team.flow-meta.xml"),
                "<Flow" + NS + "><apiVersion>62.0</apiVersion><label>Notify</label>"
                        + "<processType>AutoLaunchedFlow</processType><start><locationX>0</locationX>"
                        + "<locationY>0</locationY><object>Case</object><recordTriggerType>Create</recordTriggerType>"
                        + "<triggerType>RecordAfterSave</triggerType></start><status>Active</status></Flow>");
        return root;
    }

    private static void write(Path file, String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> codes(JsonNode answer) {
        return answer.path("lines").findValuesAsText("code");
    }

    private static JsonNode line(JsonNode answer, String code) {
        for (JsonNode line : answer.path("lines")) {
            if (line.path("code").asText().equals(code)) {
                return line;
            }
        }
        throw new AssertionError("no line with " + code);
    }

    /** What the connector's user called, but for logging in. */
    private List<String> dataCalls() {
        List<String> calls = new ArrayList<>();
        for (JsonNode call : org.requests()) {
            if (call.path("user").asText().startsWith("integration")) {
                calls.add(call.path("method").asText() + " " + call.path("path").asText());
            }
        }
        return calls;
    }
}
