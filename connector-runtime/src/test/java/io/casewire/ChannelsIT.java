package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decision becomes an event, a run of a flow, a launch record, a notification and a campaign member. */
class ChannelsIT {
    private static final String NS = " xmlns=\"http://soap.sforce.com/2006/04/metadata\"";
    private static final Duration SOON = ConnectorProcess.PATIENCE;

    /** The event as its subscribers get it. */
    private static final String HEARD =
            """
            <recordCreates><name>Note</name><object>Task</object>
              <inputAssignments><field>Subject</field><value><stringValue>heard of</stringValue></value></inputAssignments>
              <inputAssignments><field>Description</field><value><stringValue>{!$Record.Device_Id__c} {!$Record.Severity__c}</stringValue></value></inputAssignments>
            </recordCreates>
            <start><connector><targetReference>Note</targetReference></connector><object>Casewire_Signal__e</object>
              <triggerType>PlatformEvent</triggerType></start>""";

    private static final String PLAN =
            """
            <recordCreates><name>Plan</name><object>Task</object>
              <inputAssignments><field>Subject</field><value><stringValue>planned</stringValue></value></inputAssignments>
              <inputAssignments><field>WhatId</field><value><elementReference>about</elementReference></value></inputAssignments>
            </recordCreates>
            <variables><name>about</name><dataType>String</dataType><isCollection>false</isCollection><isInput>true</isInput>
              <isOutput>false</isOutput></variables>
            <start><connector><targetReference>Plan</targetReference></connector></start>""";

    @TempDir
    private Path folder;

    private TestOrg org;
    private String contact;

    @Test
    void shouldReachWhatIsNoRecord() throws Exception {
        // Given
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg running = TestOrg.prepared(port, folder.resolve("org"))) {
            org = running;
            org.deploy(flows());
            String campaign = org.create("Campaign", Map.of("Name", "Spare parts", "Casewire_Key__c", "spare-parts"));
            String account = org.create("Account", Map.of("Name", "Plant"));
            contact = org.create("Contact", Map.of("LastName", "Plant manager", "AccountId", account));
            // Somebody of marketing was first.
            org.create("CampaignMember", Map.of("CampaignId", campaign, "ContactId", contact, "Status", "Sent"));
            String settings = org.settingsWithEvents(port);
            try (ConnectorProcess connector = new ConnectorProcess(folder, content(), Map.of("org", settings))) {
                connector.awaitReady();

                // When
                try (Telemetry machines = new Telemetry(connector.mqtt())) {
                    machines.publish("press", true);
                    machines.publish("saw", true);
                }

                // Then
                await().atMost(SOON).untilAsserted(() -> assertThat(tasks("heard of"))
                        .extracting(task -> task.path("Description").asText())
                        .containsExactlyInAnyOrder("press High", "saw High"));
                await().atMost(SOON).untilAsserted(() -> assertThat(tasks("Inspect the device"))
                        .hasSize(2));
                assertThat(org.query("SELECT Id FROM Casewire_Launch__c WHERE Automation__c = 'Inspection'"))
                        .hasSize(2);
                await().atMost(SOON).untilAsserted(() -> assertThat(org.notifications())
                        .extracting(it -> it.get("body"))
                        .containsExactlyInAnyOrder("press: open the Case.", "saw: open the Case."));
                await().atMost(SOON).untilAsserted(() -> assertThat(tasks("planned"))
                        .as("the other run fails by itself")
                        .hasSize(1));
                await().atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(members()).singleElement().satisfies(member -> {
                                    assertThat(member.path("Status").asText()).isEqualTo("Responded");
                                    assertThat(member.path("Casewire_Key__c").isNull())
                                            .as("it is still theirs")
                                            .isTrue();
                                }));
                assertThat(connector.awaitFinding("ORG-003").path("what").asText())
                        .contains("Plan_Visit");
                assertThat(org.query("SELECT Id FROM Case")).hasSize(2);
                assertThat(tasks("Inspect the device")).hasSize(2);
                shouldFollowAMergeButNotIntoAnotherEpisode(connector);
                shouldTakeAlongWhatFollows(connector);
            }
        }
    }

    /** Case, episode and launch in one call, where they wait at the same moment; they may not the first time. */
    private void shouldTakeAlongWhatFollows(ConnectorProcess connector) throws Exception {
        try (Telemetry machines = new Telemetry(connector.mqtt())) {
            for (int i = 0; i < 10 && !sentAGraph(); i++) {
                String device = "drill-" + i;
                machines.publish(device, true);
                await().atMost(SOON).untilAsserted(() -> assertThat(org.query(
                                "SELECT Id FROM Casewire_Episode__c" + " WHERE Case__r.Asset.Name = '" + device + "'"))
                        .hasSize(1));
            }
        }
        assertThat(sentAGraph()).isTrue();
    }

    private boolean sentAGraph() throws Exception {
        return org.requests().findValuesAsText("path").stream().anyMatch(path -> path.endsWith("/composite/graph"));
    }

    /** The Case of the press goes into one that came by phone; that of the saw into that of the mill. */
    private void shouldFollowAMergeButNotIntoAnotherEpisode(ConnectorProcess connector) throws Exception {
        String phone = org.create("Case", Map.of("Subject", "The press smells"));
        try (Telemetry machines = new Telemetry(connector.mqtt())) {
            machines.publish("mill", true);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(org.query("SELECT Id FROM Case WHERE Asset.Name = 'mill'"))
                            .hasSize(1));
            merge(phone, idOfCase("press"));
            merge(idOfCase("mill"), idOfCase("saw"));

            // When
            machines.publish("press", false);
            machines.publish("saw", false);
            await().atMost(SOON).untilAsserted(() -> assertThat(isOpen(phone)).isFalse());
        }

        // Then
        await().atMost(SOON).untilAsserted(() -> assertThat(connector.status().path("writesWaiting"))
                .as("but for the run that fails")
                .hasToString("1"));
        assertThat(isOpen(idOfCase("mill"))).isTrue();
        assertThat(connector.status().path("findings").toString()).doesNotContain("ENTITY_IS_DELETED");
    }

    private String idOfCase(String device) throws Exception {
        return org.query("SELECT Id FROM Case WHERE Asset.Name = '" + device + "'")
                .get(0)
                .path("Id")
                .asText();
    }

    private boolean isOpen(String id) throws Exception {
        return org.query("SELECT Casewire_Cleared_At__c FROM Case WHERE Id = '" + id + "'")
                .get(0)
                .path("Casewire_Cleared_At__c")
                .isNull();
    }

    private void merge(String master, String loser) throws Exception {
        byte[] body =
                ("{\"master\": \"" + master + "\", \"losers\": [\"" + loser + "\"]}").getBytes(StandardCharsets.UTF_8);
        assertThat(org.send("POST", "/local-org/merge", body, Map.of()).isOk()).isTrue();
    }

    private List<JsonNode> tasks(String subject) throws Exception {
        return org.query("SELECT Description FROM Task WHERE Subject = '" + subject + "'");
    }

    private List<JsonNode> members() throws Exception {
        return org.query("SELECT Status, Casewire_Key__c FROM CampaignMember");
    }

    private Path content() throws Exception {
        return TestContent.shipped()
                .with(
                        "mappings/signal.yaml",
                        mapping(
                                "signal",
                                "{ event: Casewire_Signal__e }",
                                "",
                                """
                                  - { target: Device_Id__c, from: .device.id }
                                  - { target: Episode_Key__c, from: .episode.key }
                                  - { target: Condition__c, from: .condition.name }
                                  - { target: Severity__c, from: 'if (.condition.severity == "high") "High" else "Low"' }
                                  - { target: Occurred_At__c, from: .episode.firstSeenAt }
                                  - { target: Transition__c, from: .episode.transition }
                                """))
                .with(
                        "mappings/plan-visit.yaml",
                        mapping(
                                "plan-visit",
                                "{ flow: Plan_Visit, idempotent: true }",
                                "",
                                """
                                  - { target: about, from: 'if (.device.id == "saw") "no id" else .device.assetId' }
                                """))
                .with(
                        "mappings/inspection.yaml",
                        mapping(
                                "inspection",
                                "{ object: Casewire_Launch__c, externalId: Key__c, key: .episode.key }",
                                "after: { mapping: case, key: .episode.key }",
                                """
                                  - { target: Automation__c, from: '"Inspection"', write: create }
                                  - { target: Case__r.Casewire_Episode_Key__c, from: .episode.key, write: create }
                                  - { target: Asset__c, from: .device.assetId, write: create }
                                  - { target: Reason__c, from: .text.reason, write: create }
                                """))
                .with(
                        "mappings/notify.yaml",
                        mapping(
                                "notify",
                                "{ object: Casewire_Launch__c, externalId: Key__c, key: '\"notification|\" + .decision.id' }",
                                "after: { mapping: case, key: .episode.key }",
                                """
                                  - { target: Automation__c, from: '"Notification"', write: create }
                                  - { target: Case__r.Casewire_Episode_Key__c, from: .episode.key, write: create }
                                  - { target: Reason__c, from: '.device.name + ": open the Case."', write: create }
                                """))
                .with(
                        "mappings/spare-parts.yaml",
                        mapping(
                                "spare-parts",
                                "{ object: CampaignMember, externalId: Casewire_Key__c, key: '\"%s\"', unique: [Campaign.Casewire_Key__c, ContactId] }"
                                        .formatted(contact),
                                "when: .device.id == \"press\"",
                                """
                                  - { target: Campaign.Casewire_Key__c, from: '"%s"', write: create }
                                  - { target: ContactId, from: '"%s"', write: create }
                                  - { target: Status, from: '"Responded"' }
                                """
                                        .formatted("spare-parts", contact)))
                .writeTo(Files.createDirectory(folder.resolve("content")));
    }

    private static String mapping(String name, String target, String more, String fields) {
        return """
                apiVersion: casewire.io/v1
                kind: Mapping
                name: %s
                from: decision
                on: [opened]
                target: %s
                %s
                fields:
                """
                        .formatted(name, target, more)
                + fields;
    }

    private Path flows() throws Exception {
        Path root = folder.resolve("metadata");
        flow(root, "Heard_Of", HEARD);
        flow(root, "Plan_Visit", PLAN);
        return root;
    }

    private static void flow(Path root, String name, String elements) throws Exception {
        Path file = root.resolve("flows/" + name + ".flow-meta.xml");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(
                file,
                "<Flow" + NS + "><apiVersion>62.0</apiVersion><label>" + name
                        + "</label><processType>AutoLaunchedFlow</processType>" + elements
                        + "<status>Active</status></Flow>");
    }
}
