package io.casewire.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.ConnectorProcess;
import io.casewire.Telemetry;
import io.casewire.TestOrg;
import io.casewire.TestPorts;
import io.casewire.TopicReader;
import io.casewire.consent.Pseudonyms;
import io.casewire.ingest.Group.Per;
import io.casewire.stream.Backtest;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty machines under one gateway, spread over all partitions, fall silent: one Case, through a kill, told again by a
 * backtest. What others say together makes another.
 */
class RollUpIT {
    private static final int MACHINES = 20;
    /** In each partition somebody speaks, so it is not the connection that is silent. */
    private static final int OTHERS = 20;

    private static final Duration SOON = ConnectorProcess.PATIENCE;

    private final List<Runnable> closing = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        closing.forEach(Runnable::run);
    }

    @Test
    void shouldMakeOneCaseOfTwentyDevicesUnderOneGateway() throws Exception {
        // Given
        Path content = GroupsTest.addTo(RollUpTest.content(), Per.ACCOUNT)
                .change("mappings/signals/sites.yaml", yaml -> yaml.replace("1m", "10s"))
                .change("mappings/signals/silence.yaml", yaml -> yaml.replace("2m", "10s"))
                .change("mappings/case.yaml", yaml -> yaml.replace("writes: 4,", "writes: 100,"))
                .change(
                        "rules/machine-maintenance/silent.drl",
                        drl -> drl.replace("@rollUp(", "@update( \"5s\" ) @rollUp("))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"))) {
            String account = org.create("Account", Map.of("Name", "Machine owner"));
            String gateway = org.create("Asset", asset("gateway-7", account));
            List<Map<String, Object>> machines = new ArrayList<>();
            for (int i = 0; i < MACHINES; i++) {
                Map<String, Object> machine = asset("press-" + i, account);
                machine.put("ParentId", gateway);
                machines.add(machine);
            }
            for (int i = 0; i < OTHERS; i++) {
                machines.add(asset("lathe-" + i, account));
            }
            org.createAll("Asset", machines);
            try (ConnectorProcess connector =
                    new ConnectorProcess(folder, content, Map.of("org", org.settingsWithEvents(port)))) {
                connector.awaitReady();
                try (Telemetry telemetry = new Telemetry(connector.mqtt())) {
                    speak(telemetry, "press", MACHINES, 10);

                    // When: only somebody else still speaks; killed while some wait for the others
                    ScheduledExecutorService alive = Executors.newSingleThreadScheduledExecutor();
                    closing.add(alive::shutdownNow);
                    alive.scheduleWithFixedDelay(() -> speak(telemetry, "lathe", OTHERS, 45), 0, 1, TimeUnit.SECONDS);
                    await().atMost(SOON).until(() -> !TopicReader.read(connector.kafka(), "casewire.device-events")
                            .isEmpty());
                    connector.kill();
                    connector.start();
                    connector.awaitReady();

                    // Then
                    connector.awaitUntil(
                            () -> reason(org).startsWith(MACHINES + " of " + MACHINES),
                            () -> "Cases say: " + org.query("SELECT Subject, Casewire_Reason__c FROM Case"));
                    assertThat(org.query("SELECT Id, AssetId FROM Case WHERE AssetId != null"))
                            .singleElement()
                            .satisfies(found ->
                                    assertThat(found.path("AssetId").asText()).isEqualTo(gateway));
                    assertThat(reason(org).lines()).hasSize(1 + MACHINES);
                    await().atMost(SOON).until(() -> !together(org).isEmpty());

                    // When: they speak again
                    alive.scheduleWithFixedDelay(() -> speak(telemetry, "press", MACHINES, 10), 0, 1, TimeUnit.SECONDS);
                    await().atMost(SOON).until(() -> !cases(org)
                            .get(0)
                            .path("Casewire_Cleared_At__c")
                            .isNull());
                }
                stop();
                assertThat(cases(org)).hasSize(1);
                assertThat(together(org)).singleElement().satisfies(found -> {
                    assertThat(found.path("AccountId").asText()).isEqualTo(account);
                    assertThat(found.path("Subject").asText()).startsWith("All machines: 4");
                });

                // Then: it comes out the same when it is decided again, and can be explained
                connector.awaitIdleAfter(Duration.ofSeconds(2));
                KafkaSettings kafka = new KafkaSettings(connector.kafka(), Map.of(), Topics.DEFAULT, (short) 1);
                assertThat(new Backtest(kafka, Pseudonyms.NONE)
                                .run(2, more -> {})
                                .differences())
                        .isEmpty();
                for (JsonNode told : List.of(cases(org).get(0), together(org).get(0))) {
                    String number = told.path("CaseNumber").asText();
                    Process explain = connector.command("explain", number, "--again", "--config", "casewire.yaml");
                    assertThat(explain.waitFor(2, TimeUnit.MINUTES)).isTrue();
                    assertThat(explain.exitValue())
                            .as(Files.readString(folder.resolve("explain.log")))
                            .isZero();
                }
                JsonNode whole = backtest(connector, content);
                assertThat(whole.path("new").size() + whole.path("gone").size()).isZero();
                assertThat(whole.at("/now/cases").asInt()).isEqualTo(2);
                // Case, episode and Asset leave together, and so does what is wanted at the same time.
                assertThat(whole.at("/now/apiCalls").asLong())
                        .isPositive()
                        .isLessThanOrEqualTo(sum(whole.at("/now/writes")));
                shouldDecideOnAPartOfIt(connector, content, whole);
            }
        }
    }

    /** What was received before a time and what was from then on are all there is. */
    private void shouldDecideOnAPartOfIt(ConnectorProcess connector, Path content, JsonNode whole) throws Exception {
        Instant first = Instant.parse(whole.path("from").asText());
        Instant last = Instant.parse(whole.path("to").asText());
        Instant between = first.plus(Duration.between(first, last).dividedBy(2));
        // What was told then was told late, because of the kill; so the content is compared with itself.
        JsonNode before = backtest(connector, content, "--against", content.toString(), "--to", between.toString());
        JsonNode after = backtest(connector, content, "--from", between.toString());

        assertThat(before.path("readings").asLong()).isPositive();
        assertThat(after.path("readings").asLong()).isPositive();
        assertThat(before.path("readings").asLong() + after.path("readings").asLong())
                .isEqualTo(whole.path("readings").asLong());
        assertThat(Instant.parse(before.path("to").asText())).isBefore(between);
        assertThat(Instant.parse(after.path("from").asText())).isAfterOrEqualTo(between);
        assertThat(before.at("/then/digest")).isEqualTo(before.at("/now/digest"));
    }

    private JsonNode backtest(ConnectorProcess connector, Path content, String... range) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("backtest", "--json", "--content", content.toString(), "--config", "casewire.yaml"));
        arguments.addAll(List.of(range));
        Process backtest = connector.command(arguments.toArray(String[]::new));
        assertThat(backtest.waitFor(2, TimeUnit.MINUTES)).isTrue();
        List<String> said = Files.readAllLines(folder.resolve("backtest.log"));
        assertThat(backtest.exitValue()).as(said.toString()).isZero();
        return new ObjectMapper().readTree(said.get(said.size() - 1));
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return sum;
    }

    private static void speak(Telemetry telemetry, String name, int machines, int toolWear) {
        for (int i = 0; i < machines; i++) {
            telemetry.send("devices/" + name + "-" + i + "/telemetry", Telemetry.reading(Instant.now(), toolWear));
        }
    }

    private static Map<String, Object> asset(String device, String account) {
        return new HashMap<>(Map.of("Name", device, "AccountId", account, "Casewire_Device_Id__c", device));
    }

    private static List<JsonNode> cases(TestOrg org) throws Exception {
        return org.query(
                "SELECT CaseNumber, Casewire_Cleared_At__c, Casewire_Reason__c FROM Case WHERE AssetId != null");
    }

    private static List<JsonNode> together(TestOrg org) throws Exception {
        return org.query("SELECT CaseNumber, AccountId, Subject FROM Case WHERE AssetId = null");
    }

    private static String reason(TestOrg org) throws Exception {
        List<JsonNode> cases = cases(org);
        return cases.isEmpty() ? "" : cases.get(0).path("Casewire_Reason__c").asText();
    }
}
