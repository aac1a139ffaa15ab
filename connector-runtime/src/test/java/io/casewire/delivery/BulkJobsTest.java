package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.Severity;
import io.casewire.stream.Json;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A backlog that goes by Bulk API, under a virtual clock. */
final class BulkJobsTest extends OutboxRun {
    private static final int MANY = OutboxSettings.DEFAULT.bulkFrom();

    @Test
    void shouldTakeABacklogThroughOneJobStepByStep() {
        // Given: three assets with many records each
        for (int i = 0; i < MANY + 500; i++) {
            outbox.want(unassigned(write("episode", "k" + i, 1, Severity.LOW, "Episode", "asset" + i % 3)), now);
        }
        elapse(HOUR);

        // When: it is opened
        Call open = onlyCall(BulkStep.OPEN);
        assertThat(open.rows()).isEmpty();
        answer(open, Result.CREATED);

        // Then: its file is in the order of what locks each other
        Call send = onlyCall(BulkStep.SEND);
        assertThat(send.rows()).hasSize(MANY + 500);
        assertThat(send.create()).isTrue();
        assertThat(send.rows().stream()
                        .map(row -> entries.get(row.write()).wanted.lane())
                        .toList())
                .isSorted();
        answer(send, Result.CREATED);

        // And: it is looked at after a while, each time after a longer one
        assertThat(outbox.plan(now + 2 * SECOND - 1)).isEmpty();
        now += 2 * SECOND;
        later(onlyCall(BulkStep.LOOK));
        now += 2 * SECOND;
        later(onlyCall(BulkStep.LOOK));
        assertThat(outbox.plan(now + 4 * SECOND - 1)).isEmpty();
        now += 4 * SECOND;
        answer(onlyCall(BulkStep.LOOK), Result.CREATED);

        // And: what became of the rows ends it
        Call fetch = onlyCall(BulkStep.FETCH);
        assertThat(fetch.rows()).hasSize(MANY + 500).allMatch(row -> row.fields()
                .isEmpty());
        answer(fetch, Result.CREATED);
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(jobs).isEmpty();
        assertThat(outbox.status(now).callsUnderWay()).isZero();

        // And: it cost less than collections of 200 rows
        assertThat(outbox.status(now).budget().spent()).isEqualTo(1 + 3 + 3 + 2);
        assertThat(outbox.status(now).budget().byMapping()).containsExactly(entry("episode", 9L));
    }

    @Test
    void shouldGoOnWhenTheOrgDoesNotSayWhatItAllows() {
        backlog(MANY, Severity.LOW);
        now += HOUR;
        for (BulkStep step : BulkStep.values()) {
            answer(onlyCall(step), Result.CREATED);
            now += 2 * SECOND;
        }
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldNotMakeAJobOfFew() {
        backlog(MANY - 1, Severity.LOW);
        assertThat(outbox.plan(now)).isNotEmpty().allMatch(call -> call.job() == null);
    }

    @Test
    void shouldNotMakeAJobOfWhatIsSevere() {
        backlog(MANY, Severity.HIGH);
        assertThat(outbox.plan(now)).isNotEmpty().allMatch(call -> call.job() == null);
    }

    @Test
    void shouldNotMakeAJobOfWhatAssignmentRulesHaveToSee() {
        for (int i = 0; i < MANY; i++) {
            outbox.want(write("case", "k" + i, 1, Severity.LOW), now);
        }
        elapse(HOUR);
        assertThat(outbox.plan(now)).isNotEmpty().allMatch(call -> call.job() == null);
    }

    @Test
    void shouldNotMakeAJobOfWhatMayBeThereFromAnotherTime() {
        for (int i = 0; i < MANY; i++) {
            outbox.want(unassigned(write("episode", "k" + i, 7, Severity.LOW)), now);
        }
        elapse(HOUR);
        assertThat(outbox.plan(now)).isNotEmpty().allMatch(call -> call.job() == null && call.askFirst());
    }

    @Test
    void shouldNotMakeAJobOfWhatAFileCannotSay() {
        for (int i = 0; i < MANY; i++) {
            Write write = unassigned(write("episode", "k" + i, 1, Severity.LOW));
            write.create().put("Subject", TextNode.valueOf("#N/A"));
            outbox.want(write, now);
        }
        elapse(HOUR);
        assertThat(outbox.plan(now)).isNotEmpty().allMatch(call -> call.job() == null);
    }

    @Test
    void shouldCutABacklogIntoJobsOfTenThousand() {
        backlog(BulkFile.MAX_ROWS + MANY, Severity.LOW);
        answer(onlyJob(), Result.CREATED);
        Call first = onlyJob();
        assertThat(first.rows()).hasSize(BulkFile.MAX_ROWS);
        answer(first, Result.CREATED);
        answer(onlyJob(), Result.CREATED);
        assertThat(onlyJob().rows()).hasSize(MANY);
    }

    @Test
    void shouldSendNoMoreThanKafkaTakesAsOneRecord() {
        // Given: rows of four kilobytes
        for (int i = 0; i < 4_000; i++) {
            Write write = unassigned(write("episode", "k" + i, 1, Severity.LOW));
            write.create().put("Reason__c", TextNode.valueOf("x\"".repeat(1_400)));
            outbox.want(write, now);
        }
        elapse(HOUR);

        // When
        answer(onlyCall(BulkStep.OPEN), Result.CREATED);
        Call send = onlyCall(BulkStep.SEND);

        // Then: and what found no room goes with the next one
        assertThat(Json.bytes(send)).hasSizeBetween(6_000_000, 10_000_000);
        assertThat(send.rows()).hasSizeLessThan(3_000);
        onlyCall(BulkStep.OPEN);
    }

    @Test
    void shouldLetWhatIsSeverePassAJobOnTheSameLane() {
        // Given: a job that takes its time
        sendAJob();

        // When
        outbox.want(write("case", "low", 1, Severity.LOW, "Case", "lane-k1"), now - HOUR);
        outbox.want(write("case", "severe", 1, Severity.CRITICAL, "Case", "lane-k2"), now);

        // Then
        assertThat(outbox.plan(now)).singleElement().satisfies(call -> assertThat(call.rows())
                .extracting(Call.Row::key)
                .containsExactly("severe"));
    }

    @Test
    void shouldGoByCollectionsWhenTheOrgTakesNoJob() {
        // Given
        backlog(MANY, Severity.LOW);
        gaveUp(onlyCall(BulkStep.OPEN), "FEATURENOTENABLED");

        // Then
        List<Call> calls = outbox.plan(now);
        assertThat(calls).hasSize(4).allMatch(call -> call.job() == null);
        calls.forEach(call -> answer(call, Result.CREATED));
        assertThat(String.valueOf(outbox.status(now).bulk())).contains("ORG-009", "FEATURENOTENABLED");

        // And: some time later it tries again, and says no more
        backlog(MANY, Severity.LOW, "later");
        assertThat(onlyJob().rows()).isEmpty();
        assertThat(outbox.status(now).bulk()).isNull();
    }

    @Test
    void shouldTryAgainWithoutBlameWhenConsentWasWithdrawnUnderWay() {
        // Given: it was aborted because one row may not leave
        backlog(MANY, Severity.LOW);
        answer(onlyCall(BulkStep.OPEN), Result.CREATED);
        Call send = onlyCall(BulkStep.SEND);
        Call.Row denied = send.rows().get(0);
        outbox.take(Receipt.of(send, denied, Result.WITHHELD, null, now), now);
        gaveUp(send, null);

        // Then: the others go by collections
        List<Call> calls = outbox.plan(now);
        assertThat(calls).hasSize(4).allMatch(call -> call.job() == null && !call.askFirst());
        assertThat(calls.stream().flatMap(call -> call.rows().stream()).map(Call.Row::key))
                .doesNotContain(denied.key());
        assertThat(outbox.status(now).bulk()).isNull();
    }

    @Test
    void shouldAskForWhatALostJobMayHaveWritten() {
        // Given: closed, and gone
        sendAJob();
        now += 2 * SECOND;
        gaveUp(onlyCall(BulkStep.LOOK), "NOT_FOUND");

        // Then
        assertThat(outbox.plan(now)).isNotEmpty().allMatch(Call::askFirst);
    }

    @Test
    void shouldSayWhatEndedAJobAndSendItsRowsByCollections() {
        // Given: the org could not read the file, so it came to no row
        sendAJob();
        now += 2 * SECOND;
        Call look = onlyCall(BulkStep.LOOK);
        outbox.take(JobReceipt.of(look, JobReceipt.Result.DONE, "750", "InvalidBatch", now, null), now);
        assertThat(String.valueOf(outbox.status(now).bulk())).contains("ORG-009", "InvalidBatch");
        refuse(onlyCall(BulkStep.FETCH), Refusal.UNPROCESSED);

        // Then
        now += SECOND;
        assertThat(outbox.plan(now)).hasSize(4).allMatch(call -> call.job() == null);
    }

    @Test
    void shouldTryToOpenAJobAgainWhileTheOrgIsAway() {
        backlog(MANY, Severity.LOW);
        for (int seconds : new int[] {2, 4, 8}) {
            Call open = onlyCall(BulkStep.OPEN);
            outbox.take(JobReceipt.of(open, JobReceipt.Result.NOT_YET, null, "NO_ANSWER", now, null), now);
            assertThat(outbox.plan(now + seconds * SECOND - 1)).isEmpty();
            now += seconds * SECOND;
        }
        answer(onlyCall(BulkStep.OPEN), Result.CREATED);
        onlyCall(BulkStep.SEND);
        assertThat(outbox.status(now).bulk()).isNull();
    }

    /** Receipts and the news of a job come by two topics. */
    @Test
    void shouldNotMindTheOrderInWhichAnswersCome() {
        // Given
        sendAJob();
        now += 2 * SECOND;
        Call look = onlyCall(BulkStep.LOOK);
        answer(look, Result.CREATED);
        answer(look, Result.CREATED);
        Call fetch = onlyCall(BulkStep.FETCH);

        // When: the news comes first, and twice
        JobReceipt fetched = JobReceipt.of(fetch, JobReceipt.Result.DONE, "750", null, now, null);
        outbox.take(fetched, now);
        assertThat(outbox.plan(now + SECOND)).isEmpty();
        outbox.take(fetched, now);
        for (Call.Row row : fetch.rows()) {
            outbox.take(Receipt.of(fetch, row, Result.CREATED, "a01" + row.key(), now), now);
            outbox.take(Receipt.of(fetch, row, Result.CREATED, "a01" + row.key(), now), now);
        }
        outbox.take(fetched, now);

        // Then
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(jobs).isEmpty();
        outbox.want(write("case", "x", 1, Severity.CRITICAL), now);
        assertThat(outbox.plan(now)).hasSize(1);
    }

    @Test
    void shouldLetTheLaneGoThatWasTaken() {
        // Given: a record moves to another lane while the job has it
        for (int i = 0; i < MANY; i++) {
            outbox.want(unassigned(write("episode", "k" + i, 1, Severity.LOW, "Episode", "asset")), now);
        }
        elapse(HOUR);
        answer(onlyCall(BulkStep.OPEN), Result.CREATED);
        Call send = onlyCall(BulkStep.SEND);
        outbox.take(Receipt.of(send, send.rows().get(0), Result.HELD, null, now), now);
        outbox.want(unassigned(write("episode", "k7", 2, Severity.LOW, "Episode", "other")), now);
        outbox.want(write("case", "waits", 1, Severity.LOW, "Case", "asset"), now - HOUR);

        // Then: one row that was held back does not open the lane for the rest
        assertThat(outbox.plan(now)).isEmpty();

        // When
        answer(send, Result.CREATED);
        now += 2 * SECOND;
        answer(onlyCall(BulkStep.LOOK), Result.CREATED);
        answer(onlyCall(BulkStep.FETCH), Result.CREATED);

        // Then
        assertThat(outbox.plan(now))
                .anySatisfy(call ->
                        assertThat(call.rows()).extracting(Call.Row::key).contains("waits"));
    }

    @Test
    void shouldGiveUpWhenItNeverLearnsWhatBecameOfTheRows() {
        sendAJob();
        now += 2 * SECOND;
        answer(onlyCall(BulkStep.LOOK), Result.CREATED);
        int fetches = 0;
        for (; !jobs.isEmpty(); fetches++) {
            later(onlyCall(BulkStep.FETCH));
            elapse(64 * SECOND);
        }
        assertThat(fetches).isEqualTo(31);
        assertThat(outbox.plan(now)).isNotEmpty().allMatch(call -> call.job() == null && call.askFirst());
    }

    @Test
    void shouldSendTheNewestAndWriteWhatChangedUnderWayAfterwards() {
        // Given: one changes before the file is made, and one after
        backlog(MANY, Severity.LOW);
        answer(onlyCall(BulkStep.OPEN), Result.CREATED);
        outbox.want(unassigned(write("episode", "k1", 2, Severity.LOW)), now);
        Call send = onlyCall(BulkStep.SEND);
        assertThat(row(send, "k1").revision()).isEqualTo(2);
        outbox.want(unassigned(write("episode", "k2", 2, Severity.LOW)), now);
        answer(send, Result.CREATED);

        // When
        now += 2 * SECOND;
        answer(onlyCall(BulkStep.LOOK), Result.CREATED);
        Call fetch = onlyCall(BulkStep.FETCH);
        assertThat(row(fetch, "k2").revision()).isEqualTo(1);
        answer(fetch, Result.CREATED);

        // Then: an update of that one
        elapse(HOUR);
        assertThat(outbox.plan(now)).singleElement().satisfies(call -> {
            assertThat(call.create()).isFalse();
            assertThat(call.rows()).extracting(Call.Row::revision).containsExactly(2L);
        });
    }

    @Test
    void shouldGoOnAfterARestartAtEveryStep() {
        FrozenStore store = new FrozenStore();
        outbox = new Outbox(store, OutboxSettings.DEFAULT, now);
        backlog(MANY, Severity.LOW);
        for (BulkStep step : BulkStep.values()) {
            // When: while it waits, and while the step is under way
            outbox = new Outbox(store, OutboxSettings.DEFAULT, now);
            now += 2 * SECOND;
            Call call = onlyCall(step);
            outbox = new Outbox(store, OutboxSettings.DEFAULT, now);
            assertThat(outbox.plan(now)).isEmpty();
            answer(call, Result.CREATED);
        }

        // Then
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(jobs).isEmpty();
        outbox.want(write("case", "x", 1, Severity.CRITICAL), now);
        assertThat(outbox.plan(now)).hasSize(1);
    }

    @Test
    void shouldNotSendWhatIsStoppedButLookAtWhatWasSent() {
        // Given
        backlog(MANY, Severity.LOW);
        answer(onlyCall(BulkStep.OPEN), Result.CREATED);
        outbox.brake(stopped(now + HOUR));
        assertThat(outbox.plan(now)).isEmpty();

        // When
        elapse(HOUR);
        answer(onlyCall(BulkStep.SEND), Result.CREATED);
        outbox.brake(stopped(now + HOUR));

        // Then
        now += 2 * SECOND;
        onlyCall(BulkStep.LOOK);
    }

    @Test
    void shouldRetryALockedRowApartFromOthers() {
        // Given: the org holds the parents of all but one
        outbox.want(write("case", "a", 1, Severity.CRITICAL, "Case", "held"), now);
        outbox.want(write("case", "b", 1, Severity.CRITICAL, "Case", "held"), now);
        outbox.want(write("case", "c", 1, Severity.CRITICAL, "Case", "held too"), now);
        refuse(next(), "UNABLE_TO_LOCK_ROW");
        now += SECOND;
        outbox.want(write("case", "d", 1, Severity.CRITICAL, "Case", "free"), now);

        // Then: first they go together
        List<Call> calls = outbox.plan(now);
        assertThat(keys(calls)).containsExactlyInAnyOrder(List.of("a", "b", "c"), List.of("d"));

        // And: when that does not help, each parent alone
        calls.forEach(call -> refuse(call, "UNABLE_TO_LOCK_ROW"));
        now += 60 * SECOND;
        assertThat(keys(outbox.plan(now))).containsExactlyInAnyOrder(List.of("a", "b"), List.of("c"), List.of("d"));
    }

    private static List<List<String>> keys(List<Call> calls) {
        return calls.stream()
                .map(call -> call.rows().stream().map(Call.Row::key).sorted().toList())
                .toList();
    }

    /** A backlog that is in the org's hands. */
    private void sendAJob() {
        backlog(MANY, Severity.LOW);
        answer(onlyCall(BulkStep.OPEN), Result.CREATED);
        answer(onlyCall(BulkStep.SEND), Result.CREATED);
    }

    private void elapse(long millis) {
        now += millis;
        outbox.hear(new Allowance(Allowance.VERSION, Allowance.API_CALLS, 100_000, 100_000, now), now);
    }

    private void backlog(int rows, Severity severity) {
        backlog(rows, severity, "k");
    }

    private void backlog(int rows, Severity severity, String prefix) {
        for (int i = 0; i < rows; i++) {
            outbox.want(unassigned(write("episode", prefix + i, 1, severity)), now);
        }
        elapse(HOUR);
    }

    private Call onlyCall(BulkStep step) {
        List<Call> calls = outbox.plan(now);
        assertThat(calls).as("steps").hasSize(1);
        Call.JobStep job = calls.get(0).job();
        assertThat(job).isNotNull();
        assertThat(job.step()).isEqualTo(step);
        return calls.get(0);
    }

    private Call onlyJob() {
        return outbox.plan(now).stream()
                .filter(call -> call.job() != null)
                .findFirst()
                .orElseThrow();
    }

    private void later(Call call) {
        outbox.take(JobReceipt.of(call, JobReceipt.Result.NOT_YET, "750", "InProgress", now, null), now);
    }

    private void gaveUp(Call call, @Nullable String code) {
        outbox.take(JobReceipt.of(call, JobReceipt.Result.GAVE_UP, "750", code, now, null), now);
    }

    private static Call.Row row(Call call, String key) {
        return call.rows().stream()
                .filter(row -> row.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** Keeps what is put, as it was then, as Kafka would. */
    private static final class FrozenStore extends MemoryStore {
        private final TreeMap<String, byte[]> bytes = new TreeMap<>();

        @Override
        public @Nullable OutboxEntry get(String id) {
            byte[] entry = bytes.get(id);
            return entry == null ? null : Json.read(entry, OutboxEntry.class);
        }

        @Override
        public void put(String id, OutboxEntry entry) {
            bytes.put(id, Json.bytes(entry));
        }

        @Override
        public void put(BulkJob job) {
            super.put(Json.read(Json.bytes(job), BulkJob.class));
        }

        @Override
        public Iterable<OutboxEntry> open() {
            return bytes.values().stream()
                    .map(entry -> Json.read(entry, OutboxEntry.class))
                    .filter(entry -> !entry.isDone())
                    .toList();
        }
    }

    private Brake stopped(long until) {
        return new Brake(Brake.VERSION, Brake.Kind.MAPPING, "episode", now, until, "layout changes", "tester");
    }
}
