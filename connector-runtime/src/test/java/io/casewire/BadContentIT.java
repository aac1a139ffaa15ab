package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever is saved, and whatever devices say: it is told where it is, and the rest keeps deciding. */
@Execution(ExecutionMode.CONCURRENT)
class BadContentIT {
    private static final String OVERSTRAIN = "|machine-maintenance/overstrain";
    private static final String RULES = "rules/machine-maintenance/";
    private static final String SHEET = RULES + "limits.xlsx";
    private static final Duration PATIENCE = ConnectorProcess.PATIENCE;

    private static final String RULE =
            """
            package machine_maintenance
            rule "machine-maintenance/%s"
              @purpose( "machine-maintenance" ) @severity( "low" )
            when
              $reading : Reading( torque > 60 )
            then
              %s
            end
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldTellEverythingThatIsSavedWrong_andDecideAsBefore() throws Exception {
        Path content = TestContent.shipped().writeTo(Files.createDirectory(folder.resolve("content")));
        try (ConnectorProcess connector = new ConnectorProcess(folder, content);
                Telemetry machines = new Telemetry(connector.mqtt())) {
            connector.awaitReady();
            String shipped = connector.status().path("content").asText();

            // When: a window of a billion readings, one a second, among other things
            Files.writeString(
                    Files.createDirectories(content.resolve("mappings/signals")).resolve("ever.yaml"),
                    """
                    apiVersion: casewire.io/v1
                    kind: Signals
                    domain: machine-maintenance
                    purpose: machine-maintenance
                    signals:
                      - { name: torqueEver, function: percentile, of: torque, percentile: 95, window: 11575d }
                    """);
            Files.writeString(
                    content.resolve(RULES + "looping.drl"),
                    RULE.formatted("looping", "$reading.setTorque( 61 ); update( $reading );"));
            Files.writeString(content.resolve(RULES + "calling.drl"), RULE.formatted("calling", "System.exit( 1 );"));
            Files.delete(content.resolve(TestContent.LIMITS));
            Files.write(content.resolve(SHEET), TestSheet.limits(7, "<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"));

            // Then: all of it at once
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(findings(connector, shipped))
                    .anyMatch(it -> it.startsWith("CONTENT-007"))
                    .anyMatch(it -> it.startsWith("CONTENT-001 mappings/signals/ever.yaml:6"))
                    .anyMatch(it -> it.startsWith("RULE-003 " + RULES + "looping.drl:6"))
                    .anyMatch(it -> it.startsWith("RULE-003 " + RULES + "calling.drl:6"))
                    .anyMatch(it -> it.startsWith("CONTENT-001 " + SHEET + ":7:3") && it.contains("#DIV/0!")));

            // When: rows of a table that mean the same, alone
            Files.delete(content.resolve("mappings/signals/ever.yaml"));
            Files.delete(content.resolve(RULES + "looping.drl"));
            Files.delete(content.resolve(RULES + "calling.drl"));
            Files.delete(content.resolve(SHEET));
            String limits = TestContent.shipped().files().texts().get(TestContent.LIMITS);
            Files.writeString(content.resolve(TestContent.LIMITS), limits + "maxOverstrain,L,9000,min·Nm,\"Again\"\n");

            // Then
            int line = (int) limits.lines().count() + 1;
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(findings(connector, shipped))
                    .anyMatch(it -> it.contains(TestContent.LIMITS + ":" + line))
                    .noneMatch(it -> it.startsWith("RULE-003")));

            // And: as before all the while
            machines.publish("press", true);
            connector.awaitCases(Set.of("press" + OVERSTRAIN), PATIENCE);
            Files.writeString(content.resolve(TestContent.LIMITS), limits);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(findings(connector, shipped))
                    .isEmpty());
        }
    }

    @Test
    void shouldTellWhatDevicesSayWrong_andHearTheOthers() throws Exception {
        // Given: an expression that fails on some readings
        Path content = TestContent.shipped()
                .change(
                        "mappings/asset.yaml",
                        yaml -> yaml.replace("writes: 1, per: 1d", "writes: 100, per: 1m")
                                + "  - { target: Casewire_Last_Value__c, from: 'if (.reading.torque > 60) number(\"high\") else \"fine\"' }\n")
                .writeTo(Files.createDirectory(folder.resolve("content")));
        try (ConnectorProcess connector = new ConnectorProcess(folder, content);
                Telemetry machines = new Telemetry(connector.mqtt())) {
            connector.awaitReady();
            for (String device : List.of("hard", "noisy", "press", "ahead")) {
                machines.publish(device, false);
            }
            await().atMost(PATIENCE)
                    .until(() -> connector
                                    .query("SELECT Id FROM Asset WHERE Casewire_Last_Value__c = 'fine'")
                                    .path("records")
                                    .size()
                            == 4);

            // When
            machines.publish(
                    "devices/hard/telemetry", Telemetry.json(Instant.now().toString(), "61", "10"));
            Instant future = Instant.now().plus(Duration.ofDays(3_653));
            machines.publish("devices/ahead/telemetry", Telemetry.reading(future, 230));
            long start = System.nanoTime();
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (int i = 0; i < 15_000; i++) {
                // Five thousand a second, as far as one client sends them.
                long due = start + i * 200_000L;
                LockSupport.parkNanos(due - System.nanoTime());
                sent.add(machines.send("devices/noisy/telemetry", Telemetry.reading(Instant.now(), 10)));
            }
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(120, TimeUnit.SECONDS);
            machines.publish("press", true);

            // Then
            assertThat(connector.awaitFinding("QUALITY-008").path("where").asText())
                    .contains("noisy");
            assertThat(connector.awaitFinding("MAPPING-001").path("where").asText())
                    .startsWith("mappings/asset.yaml:");
            connector.awaitCases(Set.of("press" + OVERSTRAIN), PATIENCE);
            List<ConsumerRecord<String, byte[]>> letters = TopicReader.read(connector.kafka(), "casewire.dead-letters");
            assertThat(letters)
                    .filteredOn(it -> it.key().contains("ahead"))
                    .singleElement()
                    .satisfies(it -> assertThat(new String(
                                    it.headers().lastHeader("casewire-code").value()))
                            .isEqualTo("QUALITY-005"));
        }
    }

    /** What is told while this content is in force, and no other. */
    private static List<String> findings(ConnectorProcess connector, String content) throws Exception {
        List<String> findings = new ArrayList<>();
        JsonNode status = connector.status();
        assertThat(status.path("content").asText()).isEqualTo(content);
        for (JsonNode finding : status.path("findings")) {
            findings.add(
                    finding.path("code").asText() + " " + finding.path("where").asText() + ": "
                            + finding.path("what").asText());
        }
        return findings;
    }
}
