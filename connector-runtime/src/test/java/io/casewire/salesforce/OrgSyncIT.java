package io.casewire.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.casewire.TestContent;
import io.casewire.TestOrg;
import io.casewire.embedded.EmbeddedKafka;
import io.casewire.stream.ConsentTable;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.PartyLog;
import io.casewire.stream.PartyTable;
import io.casewire.stream.TableReader;
import io.casewire.stream.TopicAdmin;
import io.casewire.stream.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrgSyncIT {
    private static final String EMAIL = "Contact.HasOptedOutOfEmail";

    @TempDir
    private Path folder;

    private TestOrg org;
    private EmbeddedKafka broker;
    private TableReader tables;
    private PartyLog log;
    private OrgSync sync;
    private final PartyTable parties = new PartyTable();
    private final ConsentTable consents = new ConsentTable();
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        org = TestOrg.prepared(0, folder.resolve("org"));
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0, false);
        Topics topics = Topics.DEFAULT;
        KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), Map.of(), topics, (short) 1);
        assertThat(TopicAdmin.prepare(kafka, "", true)).isEmpty();
        tables = new TableReader(kafka, "parties", Map.of(topics.parties(), parties, topics.consents(), consents));
        tables.awaitStart();
        log = new PartyLog(kafka);
        sync = new OrgSync(
                counted(), log, parties, consents, TestContent.shipped().load().identity());
    }

    @AfterEach
    void stop() {
        log.close();
        tables.close();
        broker.close();
        org.close();
    }

    private OrgApi counted() {
        return new OrgApi() {
            @Override
            public Answer send(String method, String path, byte[] body, Map<String, String> headers) {
                calls.incrementAndGet();
                return org.send(method, path, body, headers);
            }

            @Override
            public String version() {
                return org.version();
            }
        };
    }

    private String contact(String individual, boolean optedOut) throws Exception {
        return org.create(
                "Contact", Map.of("LastName", "Owner", "IndividualId", individual, "HasOptedOutOfEmail", optedOut));
    }

    private String asset(String device, String contact) throws Exception {
        return org.create("Asset", Map.of("Name", device, "Casewire_Device_Id__c", device, "ContactId", contact));
    }

    private void awaitDevices(int count) {
        await().until(() -> parties.size() == count && parties.isComplete());
    }

    @Test
    void shouldAskOnceWhenNothingChanged() throws Exception {
        // Given
        asset("press", contact(org.create("Individual", Map.of("LastName", "Owner")), false));
        sync.run();
        awaitDevices(1);
        sync.run();
        calls.set(0);

        // When
        sync.run();

        // Then
        assertThat(calls).hasValue(1);
    }

    @Test
    void shouldKeepWhatAnotherContactOfThePersonSaid() throws Exception {
        // Given
        String individual = org.create("Individual", Map.of("LastName", "Owner"));
        asset("press", contact(individual, true));
        String drill = asset("drill", contact(individual, false));
        sync.run();
        awaitDevices(2);

        // When
        org.update("Asset", drill, Map.of("Name", "Drill"));
        org.update("Individual", individual, Map.of("HasOptedOutTracking", true));
        sync.run();

        // Then
        await().until(() -> consents.latest(individual).flags().get("Individual.HasOptedOutTracking"));
        assertThat(consents.latest(individual).flags()).containsEntry(EMAIL, true);
    }

    @Test
    void shouldReadThePersonWhoAContactTurnsOutToBe() throws Exception {
        // Given
        String individual = org.create("Individual", Map.of("LastName", "Owner"));
        asset("press", contact(individual, true));
        String contact = org.create("Contact", Map.of("LastName", "Owner", "HasOptedOutOfEmail", false));
        asset("drill", contact);
        sync.run();
        awaitDevices(2);
        assertThat(sync.knows(contact)).isTrue();

        // When
        org.update("Contact", contact, Map.of("IndividualId", individual));
        org.update("Individual", individual, Map.of("HasOptedOutTracking", true));
        sync.readAgain(Set.of(contact));

        // Then
        await().until(() -> consents.latest(individual).flags().get("Individual.HasOptedOutTracking"));
        assertThat(consents.latest(individual).flags()).containsEntry(EMAIL, true);
    }
}
