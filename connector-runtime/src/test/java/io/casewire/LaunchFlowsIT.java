package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped launch flows make of a launch record. */
class LaunchFlowsIT {
    /** By the Automation that they start for: the task they make; none for the one that notifies. */
    private static final Map<String, String> TASKS = Map.of(
            "Inspection", "Inspect the device",
            "Preventive visit", "Change the tool before it breaks",
            "Care team review", "Review the patient",
            "Freeze account", "Freeze the account",
            "Restock", "Fill the shelf",
            "Notification", "");

    @TempDir
    private Path folder;

    @Test
    void shouldMakeOneTaskOrOneNotificationOfEachLaunch() throws Exception {
        Path flows = TestContent.repository().resolve("salesforce-metadata/force-app/main/default/flows");
        try (Stream<Path> files = Files.list(flows);
                TestOrg org = TestOrg.prepared(0, folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("Casewire_Launch_")))
                    .as("each shipped flow is tried here")
                    .hasSize(TASKS.size());
            for (Map.Entry<String, String> flow : new TreeMap<>(TASKS).entrySet()) {
                // Given
                String incident = org.create("Case", Map.of("Subject", "for " + flow.getKey()));
                Map<String, String> launch = Map.of(
                        "Automation__c",
                        flow.getKey(),
                        "Key__c",
                        flow.getKey(),
                        "Case__c",
                        incident,
                        "Reason__c",
                        "why");
                int notified = org.notifications().size();

                // When
                String id = org.create("Casewire_Launch__c", launch);
                org.update("Casewire_Launch__c", id, Map.of("Reason__c", "why again"));

                // Then
                List<JsonNode> tasks =
                        org.query("SELECT Subject, Description FROM Task WHERE WhatId = '" + incident + "'");
                if (flow.getValue().isEmpty()) {
                    assertThat(tasks).isEmpty();
                    assertThat(org.notifications()
                                    .subList(notified, org.notifications().size()))
                            .singleElement()
                            .satisfies(it -> assertThat(it)
                                    .containsEntry("body", "why")
                                    .containsEntry("targetId", incident)
                                    .containsEntry("recipientIds", owner(org, incident)));
                } else {
                    assertThat(tasks).singleElement().satisfies(task -> {
                        assertThat(task.path("Subject").asText()).isEqualTo(flow.getValue());
                        assertThat(task.path("Description").asText()).isEqualTo("why");
                    });
                    assertThat(org.notifications()).hasSize(notified);
                }
            }
        }
    }

    /** Or the Case, which may be made in the same call, would not be either. */
    @Test
    void shouldLeaveATaskWhereNobodyCanBeNotified() throws Exception {
        try (TestOrg org = TestOrg.prepared(0, folder)) {
            // Given
            String incident = org.create("Case", Map.of("Subject", "hot"));
            String type = org.query("SELECT Id FROM CustomNotificationType")
                    .get(0)
                    .path("Id")
                    .asText();
            org.update("CustomNotificationType", type, Map.of("DeveloperName", "Another"));

            // When
            org.create(
                    "Casewire_Launch__c",
                    Map.of("Automation__c", "Notification", "Key__c", "n", "Case__c", incident, "Reason__c", "bed-7"));

            // Then
            assertThat(org.notifications()).isEmpty();
            assertThat(org.query("SELECT Subject, Description FROM Task WHERE WhatId = '" + incident + "'"))
                    .singleElement()
                    .satisfies(task -> assertThat(task.toString()).contains("Nobody could be notified", "bed-7"));
        }
    }

    private static String owner(TestOrg org, String incident) throws Exception {
        return org.query("SELECT OwnerId FROM Case WHERE Id = '" + incident + "'")
                .get(0)
                .path("OwnerId")
                .asText();
    }
}
