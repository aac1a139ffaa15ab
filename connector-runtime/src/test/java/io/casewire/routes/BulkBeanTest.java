package io.casewire.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.TestContent;
import io.casewire.TestOrg;
import io.casewire.TestPorts;
import io.casewire.TestWorld;
import io.casewire.consent.ConsentStage;
import io.casewire.consent.Pseudonyms;
import io.casewire.consent.Statement;
import io.casewire.consent.Statement.Answer;
import io.casewire.content.Content;
import io.casewire.delivery.Api;
import io.casewire.delivery.BulkStep;
import io.casewire.delivery.Call;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.JobReceipt;
import io.casewire.delivery.Receipt;
import io.casewire.identity.Party;
import io.casewire.mapping.Target;
import io.casewire.salesforce.BulkIngest;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.stream.Freshness;
import io.casewire.stream.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of a Bulk API job against a local org. */
class BulkBeanTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final String TREATED =
            "usage=mask,identifier=mask,location=mask,health=mask,sensitive=mask,employment=mask";

    @TempDir
    private Path folder;

    private final TestWorld world = new TestWorld();
    private final List<String> sent = new ArrayList<>();
    private TestOrg org;
    private String account;
    private BulkBean bean;
    private DeliveryBean delivery;
    private String answersLost = "";
    private Runnable whenUploaded = () -> {};
    private @Nullable JobReceipt outcome;
    private List<Receipt> receipts = List.of();

    @BeforeEach
    void start() throws Exception {
        org = TestOrg.prepared(TestPorts.free(), folder);
        account = org.create("Account", Map.of("Name", "Machine owner"));
        world.person("press-1", "0PK1", Map.of());
        world.person("press-2", "0PK2", Map.of());
        Content content = TestContent.shipped().load();
        LastGate gate = new LastGate(
                new ConsentStage(content.consent(), world, Pseudonyms.NONE),
                Freshness.complete(),
                Clock.fixed(NOW, ZoneOffset.UTC));
        DeliveryHealth health = new DeliveryHealth(content, new SimpleMeterRegistry());
        OrgApi watched = new WatchedOrg();
        bean = new BulkBean(gate, new BulkIngest(watched), health, false, Clock.systemUTC());
        delivery = new DeliveryBean(
                gate, new BeforeSending(watched, Map.of()), health, false, "v62.0", "", Clock.systemUTC(), "jobs");
    }

    @AfterEach
    void stop() {
        org.close();
    }

    @Test
    void shouldBringRowsToTheOrg() throws Exception {
        // When
        take(BulkStep.OPEN, null);
        String job = job();
        take(BulkStep.SEND, job, row(1), row(2));
        awaitEnd(job);
        take(BulkStep.FETCH, job, row(1), row(2));

        // Then
        assertThat(receipts)
                .extracting(Receipt::result)
                .containsExactly(Receipt.Result.CREATED, Receipt.Result.CREATED);
        assertThat(org.query("SELECT Id FROM Asset WHERE Casewire_Device_Id__c IN ('1', '2')"))
                .hasSize(2);
        assertThat(sent).filteredOn(it -> it.contains("jobs/ingest")).hasSizeLessThan(20);
    }

    @Test
    void shouldLeaveOutWhoeverDoesNotConsent() throws Exception {
        take(BulkStep.OPEN, null);
        String job = job();
        deny("0PK2");
        take(BulkStep.SEND, job, row(1), row(2));
        assertThat(receipts).extracting(Receipt::result).containsExactly(Receipt.Result.WITHHELD);
        awaitEnd(job);
        assertThat(org.query("SELECT Id FROM Asset WHERE Casewire_Device_Id__c IN ('1', '2')"))
                .hasSize(1);
    }

    @Test
    void shouldAbortAJobWhoseFileHoldsSomebodyWhoWithdrewMeanwhile() throws Exception {
        // Given
        take(BulkStep.OPEN, null);
        String job = job();

        // When: the withdrawal comes between the upload and the close
        whenUploaded = () -> deny("0PK2");
        take(BulkStep.SEND, job, row(1), row(2));

        // Then
        assertThat(Objects.requireNonNull(outcome).result()).isEqualTo(JobReceipt.Result.GAVE_UP);
        assertThat(outcome.code()).isNull();
        assertThat(receipts).extracting(Receipt::write).containsExactly("asset/2");
        // And: the org forgot the file
        assertThat(sent).last().asString().startsWith("DELETE").endsWith(job);
        assertThat(org.query("SELECT Id FROM Asset WHERE Casewire_Device_Id__c IN ('1', '2')"))
                .isEmpty();
    }

    @Test
    void shouldNotSendTwiceWhatWasClosedBeforeACrash() throws Exception {
        // Given
        take(BulkStep.OPEN, null);
        String job = job();
        take(BulkStep.SEND, job, row(1));
        awaitEnd(job);

        // When: the same step comes again
        sent.clear();
        take(BulkStep.SEND, job, row(1));

        // Then
        assertThat(Objects.requireNonNull(outcome).result()).isEqualTo(JobReceipt.Result.DONE);
        assertThat(sent).singleElement().asString().startsWith("GET");
    }

    @Test
    void shouldGiveUpAJobThatWasUploadedButNotClosedBeforeACrash() throws Exception {
        // Given
        take(BulkStep.OPEN, null);
        String job = job();
        new BulkIngest(org).upload(job, "Casewire_Device_Id__c\n1\n".getBytes(StandardCharsets.UTF_8));

        // When
        take(BulkStep.SEND, job, row(1));

        // Then
        assertThat(Objects.requireNonNull(outcome).result()).isEqualTo(JobReceipt.Result.GAVE_UP);
        assertThat(outcome.code()).isNull();
        assertThat(sent).last().asString().startsWith("DELETE");
    }

    /** The org did it, and a gateway on the way said something else. */
    @Test
    void shouldLookWhenItIsNotClearWhetherAJobWasClosed() throws Exception {
        // Given
        take(BulkStep.OPEN, null);
        String job = job();
        answersLost = "PATCH";
        take(BulkStep.SEND, job, row(1));

        // Then
        assertThat(Objects.requireNonNull(outcome).result()).isEqualTo(JobReceipt.Result.DONE);
        answersLost = "";
        awaitEnd(job);
        take(BulkStep.FETCH, job, row(1));
        assertThat(receipts).extracting(Receipt::result).containsExactly(Receipt.Result.CREATED);
    }

    @Test
    void shouldAbortAJobOfWhichItIsNotClearWhetherItsFileArrived() throws Exception {
        // Given
        take(BulkStep.OPEN, null);
        String job = job();
        answersLost = "PUT";
        take(BulkStep.SEND, job, row(1));
        assertThat(Objects.requireNonNull(outcome).result()).isEqualTo(JobReceipt.Result.DONE);
        answersLost = "";

        // When
        take(BulkStep.LOOK, job);

        // Then
        assertThat(outcome.result()).isEqualTo(JobReceipt.Result.GAVE_UP);
        assertThat(outcome.code()).isNull();
        assertThat(org.query("SELECT Id FROM Asset WHERE Casewire_Device_Id__c = '1'"))
                .isEmpty();
    }

    @Test
    void shouldSayThatTheOrgCouldNotReadTheFile() throws Exception {
        // Given: a field that the org does not have
        take(BulkStep.OPEN, null);
        String job = job();
        Row row = row(1);
        row.fields().put("No_Such_Field__c", TextNode.valueOf("x"));
        take(BulkStep.SEND, job, row);

        // When
        awaitEnd(job);

        // Then
        assertThat(Objects.requireNonNull(outcome).code()).isEqualTo("InvalidBatch");
        take(BulkStep.FETCH, job, row);
        assertThat(receipts).extracting(Receipt::code).containsExactly("UNPROCESSED");
    }

    @Test
    void shouldSayWhyTheOrgTakesNoJob() throws Exception {
        take(new Call(
                Call.VERSION,
                "c1",
                0,
                Api.BULK,
                Target.object("No_Such_Object__c", "Key__c"),
                true,
                false,
                new Call.JobStep(BulkStep.OPEN, 0, null),
                List.of()));
        assertThat(Objects.requireNonNull(outcome).result()).isEqualTo(JobReceipt.Result.GAVE_UP);
        assertThat(outcome.code()).isNotEmpty().matches("[A-Z_]+");
    }

    @Test
    void shouldSayThatAJobIsGone() throws Exception {
        take(BulkStep.LOOK, "750000000000001AAA");
        assertThat(Objects.requireNonNull(outcome).result()).isEqualTo(JobReceipt.Result.GAVE_UP);
        assertThat(outcome.code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void shouldSayWhyARowWasRefused() throws Exception {
        // Given: a row without the account that an Asset has to have
        world.person("press-9", "0PK9", Map.of());
        take(BulkStep.OPEN, null);
        String job = job();
        Row nameless = new Row(
                "asset/9", "asset", "9", 1, null, new TreeMap<>(), new TreeMap<>(), "", null, null, false, null);
        take(BulkStep.SEND, job, nameless);
        awaitEnd(job);

        // When
        take(BulkStep.FETCH, job, nameless);

        // Then
        assertThat(receipts).singleElement().satisfies(receipt -> {
            assertThat(receipt.code()).isEqualTo("FIELD_INTEGRITY_EXCEPTION");
            assertThat(receipt.fields()).containsExactly("AccountId");
        });
    }

    private void take(BulkStep step, @Nullable String job, Row... rows) throws Exception {
        take(new Call(
                Call.VERSION,
                "c1",
                0,
                Api.BULK,
                Target.object("Asset", "Casewire_Device_Id__c"),
                true,
                false,
                new Call.JobStep(step, 0, job),
                List.of(rows)));
    }

    private void take(Call call) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(camel);
            exchange.getMessage().setBody(Json.bytes(call));
            delivery.prepare(exchange);
            bean.carryOut(exchange);
            delivery.writeReceipts(exchange);
            receipts = new ArrayList<>();
            for (Object written : exchange.getMessage().getBody(List.class)) {
                byte[] record = ((Message) written).getBody(byte[].class);
                if (((Message) written).getHeader("kafka.OVERRIDE_TOPIC") == null) {
                    receipts.add(Json.read(record, Receipt.class));
                } else {
                    outcome = Json.read(record, JobReceipt.class);
                }
            }
        }
    }

    private String job() {
        JobReceipt opened = Objects.requireNonNull(outcome);
        assertThat(opened.result()).as(opened.code()).isEqualTo(JobReceipt.Result.DONE);
        return Objects.requireNonNull(opened.orgId());
    }

    private void awaitEnd(String job) throws Exception {
        for (int i = 0; i < 200; i++) {
            take(BulkStep.LOOK, job);
            if (Objects.requireNonNull(outcome).result() == JobReceipt.Result.DONE) {
                return;
            }
            Thread.sleep(20);
        }
        assertThat(outcome).as("the job ends").isNull();
    }

    private Row row(int number) {
        Party person = new Party(Party.Kind.PERSON, "001", "003", "0PK" + number);
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        fields.put("Name", TextNode.valueOf("Press " + number));
        fields.put("AccountId", TextNode.valueOf(account));
        return new Row(
                "asset/" + number,
                "asset",
                Integer.toString(number),
                1,
                null,
                fields,
                new TreeMap<>(),
                "machine-maintenance",
                TREATED,
                person,
                false,
                null);
    }

    private void deny(String individual) {
        world.person(
                "press-" + individual.charAt(3),
                individual,
                Map.of(),
                new Statement(
                        Statement.Source.PARTY_CONSENT,
                        "9Pc1",
                        "machine MAINTENANCE",
                        null,
                        null,
                        Answer.OPT_OUT,
                        NOW.toEpochMilli(),
                        null,
                        false));
    }

    /** The org, with somebody who acts when a file was uploaded. */
    private final class WatchedOrg implements OrgApi {
        @Override
        public Answer send(String method, String path, byte[] body, Map<String, String> headers)
                throws OrgUnreachableException {
            sent.add(method + " " + path);
            Answer answer = org.send(method, path, body, headers);
            if (method.equals("PUT")) {
                whenUploaded.run();
            }
            return method.equals(answersLost) ? new Answer(502, new byte[0], "") : answer;
        }

        @Override
        public String version() {
            return org.version();
        }
    }
}
