package io.casewire.salesforce;

import static org.awaitility.Awaitility.await;

import io.casewire.TestContent;
import io.casewire.TestKafka;
import io.casewire.TestOrg;
import io.casewire.consent.ConsentStage;
import io.casewire.consent.Pseudonyms;
import io.casewire.consent.Verdict;
import io.casewire.content.Content;
import io.casewire.identity.Party;
import io.casewire.stream.ConsentTable;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.PartyLog;
import io.casewire.stream.PartyTable;
import io.casewire.stream.TableReader;
import io.casewire.stream.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An org that is read into tables through a real Kafka, with a clock that a test moves. The tests of a class share its broker,
 * and nothing else; classes run at the same time and share nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrgSyncSetup {
    @TempDir
    private Path folder;

    private final AtomicInteger started = new AtomicInteger();
    private TestKafka broker;

    static final Duration MAX_AGE = Duration.ofHours(1);

    TestOrg org;
    TableReader tables;
    private PartyLog log;
    OrgSync sync;
    PartyTable parties;
    ConsentTable consents;
    AtomicInteger calls;
    MovableClock clock;

    /** As far ahead as a test says. */
    static final class MovableClock extends Clock {
        private Duration ahead = Duration.ZERO;

        void ahead(Duration more) {
            ahead = ahead.plus(more);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeAll
    void startBroker(@TempDir Path brokerFolder) throws Exception {
        broker = new TestKafka(brokerFolder);
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        parties = new PartyTable();
        consents = new ConsentTable();
        calls = new AtomicInteger();
        clock = new MovableClock();
        org = TestOrg.prepared(0, folder.resolve("org"));
        KafkaSettings kafka = broker.settings("test" + started.incrementAndGet() + ".");
        Topics topics = kafka.topics();
        tables = new TableReader(kafka, "parties", Map.of(topics.parties(), parties, topics.consents(), consents));
        tables.awaitStart();
        log = new PartyLog(kafka);
        sync = sync(content(), counted());
    }

    /** What is decided on: the shipped content, whose consent may be an hour old. */
    TestContent content() {
        return TestContent.shipped();
    }

    OrgSync sync(TestContent files, OrgApi read) {
        Content content = files.load();
        return new OrgSync(read, log, parties, consents, content.identity(), content.consent(), clock);
    }

    Verdict verdict(String purpose, Party party) {
        try (ConsentStage stage = new ConsentStage(content().load().consent(), consents.newest(), Pseudonyms.NONE)) {
            return stage.verdictNow(purpose, party, clock.instant());
        }
    }

    @AfterEach
    void stop() {
        log.close();
        tables.close();
        org.close();
    }

    /** What no query may name; empty for nothing. */
    String invisible = "";

    OrgApi counted() {
        return new OrgApi() {
            @Override
            public Answer send(String method, String path, byte[] body, Map<String, String> headers) {
                calls.incrementAndGet();
                if (!invisible.isEmpty() && path.contains(invisible)) {
                    byte[] refused = "[{\"errorCode\":\"INVALID_FIELD\",\"message\":\"no such column\"}]"
                            .getBytes(StandardCharsets.UTF_8);
                    return new Answer(400, refused, "");
                }
                return org.send(method, path, body, headers);
            }

            @Override
            public String version() {
                return org.version();
            }
        };
    }

    String contact(String individual, boolean optedOut) throws Exception {
        return org.create(
                "Contact", Map.of("LastName", "Owner", "IndividualId", individual, "HasOptedOutOfEmail", optedOut));
    }

    String asset(String device, String contact) throws Exception {
        return org.create("Asset", Map.of("Name", device, "Casewire_Device_Id__c", device, "ContactId", contact));
    }

    void awaitDevices(int count) {
        await().until(() -> parties.size() == count && parties.isComplete());
    }

    Duration age() {
        return Duration.between(consents.currentAsOf(), clock.instant());
    }
}
