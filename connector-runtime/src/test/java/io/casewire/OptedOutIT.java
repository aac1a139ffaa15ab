package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every machine of the recording is a person's, as the org says, and every tenth person objected. */
class OptedOutIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void shouldLeaveOutExactlyTheirCases_andExplainEach() throws Exception {
        // Given
        List<Ai4i.Row> rows = Ai4i.rows();
        Set<String> expected = Ai4i.expected(
                rows.stream().filter(row -> !optedOut(row.device())).toList());
        Set<String> withheld = Ai4i.expected(
                        rows.stream().filter(row -> optedOut(row.device())).toList())
                .stream()
                .map(it -> it.substring(0, it.indexOf('|')))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(withheld).isNotEmpty();
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"))) {
            createParties(org, rows);
            try (ConnectorProcess connector =
                    new ConnectorProcess(folder, TestContent.machines(), Map.of("org", TestOrg.settings(port)))) {
                connector.awaitReady();

                // When
                Process publisher = connector.command(
                        "replay",
                        Ai4i.FILE.toString(),
                        "--format",
                        "machine-maintenance",
                        "--rate",
                        "1000",
                        "--broker",
                        connector.mqtt(),
                        "--json");
                assertThat(publisher.waitFor(ConnectorProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(publisher.exitValue()).isZero();

                // Then
                connector.awaitCases(expected, ConnectorProcess.PATIENCE);
                assertThat(connector.cases()).hasSize(expected.size());

                // And: whoever asks for one that is missing learns why
                Set<String> explained = new TreeSet<>();
                for (ConsumerRecord<String, byte[]> record :
                        TopicReader.read(connector.kafka(), "casewire.explanations")) {
                    JsonNode explanation = JSON.readTree(record.value());
                    String device = explanation.path("device").asText();
                    if (withheld.contains(device)) {
                        assertThat(connector
                                        .explain(explanation.path("id").asText())
                                        .body())
                                .contains("CONSENT-001", "machine-maintenance: opted out");
                        explained.add(device);
                    }
                }
                assertThat(explained).isEqualTo(withheld);
            }
        }
    }

    private static void createParties(TestOrg org, List<Ai4i.Row> rows) throws Exception {
        String account = org.create("Account", Map.of("Name", "Machine owners"));
        List<String> individuals = org.createAll(
                "Individual",
                rows.stream()
                        .map(row -> Map.of(
                                "LastName", row.device(), "HasOptedOutProcessing", (Object) optedOut(row.device())))
                        .toList());
        List<Map<String, Object>> contacts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            contacts.add(
                    Map.of("LastName", rows.get(i).device(), "AccountId", account, "IndividualId", individuals.get(i)));
        }
        List<String> persons = org.createAll("Contact", contacts);
        List<Map<String, Object>> assets = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String device = rows.get(i).device();
            assets.add(Map.of(
                    "Name", device,
                    "Casewire_Device_Id__c", device,
                    "AccountId", account,
                    "ContactId", persons.get(i)));
        }
        org.createAll("Asset", assets);
    }

    private static boolean optedOut(String device) {
        return Math.floorMod(Integer.parseInt(device.substring(1)), 10) == 0;
    }
}
