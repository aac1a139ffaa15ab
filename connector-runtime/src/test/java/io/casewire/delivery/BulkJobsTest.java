package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.Severity;
import java.util.List;
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
        assertThat(outbox.status(now).budget().spent()).isLessThan(MANY / 200);
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
        List<Call> opened = outbox.plan(now);
        assertThat(opened).hasSize(2);
        opened.forEach(call -> answer(call, Result.CREATED));
        assertThat(outbox.plan(now))
                .extracting(call -> call.rows().size())
                .containsExactlyInAnyOrder(BulkFile.MAX_ROWS, MANY);
    }

    @Test
    void shouldLetWhatIsSeverePassAJobOnTheSameLane() {
        // Given: a job that takes its time
        backlog(MANY, Severity.LOW);
        answer(onlyCall(BulkStep.OPEN), Result.CREATED);
        answer(onlyCall(BulkStep.SEND), Result.CREATED);

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

        // And: some time later it tries again, and says no more once that works
        backlog(MANY, Severity.LOW, "later");
        answer(onlyJob(), Result.CREATED);
        answer(onlyJob(), Result.CREATED);
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
        backlog(MANY, Severity.LOW);
        answer(onlyCall(BulkStep.OPEN), Result.CREATED);
        answer(onlyCall(BulkStep.SEND), Result.CREATED);
        now += 2 * SECOND;
        gaveUp(onlyCall(BulkStep.LOOK), "NOT_FOUND");

        // Then
        assertThat(outbox.plan(now)).isNotEmpty().allMatch(Call::askFirst);
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
        backlog(MANY, Severity.LOW);
        for (BulkStep step : BulkStep.values()) {
            // When: while it waits, and while the step is under way
            outbox = new Outbox(new MapStore(), OutboxSettings.DEFAULT, now);
            now += 2 * SECOND;
            Call call = onlyCall(step);
            outbox = new Outbox(new MapStore(), OutboxSettings.DEFAULT, now);
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
    void shouldRetryALockedRowWithoutCompany() {
        // Given: the org holds the parent of two of three
        for (String key : List.of("a", "b", "c")) {
            String lane = key.equals("c") ? "other" : "held";
            outbox.want(write("case", key, 1, Severity.CRITICAL, "Case", lane), now);
        }
        Call call = next();
        for (Call.Row row : call.rows()) {
            boolean locked = !row.key().equals("c");
            Receipt receipt = locked
                    ? Receipt.refused(call, row, "UNABLE_TO_LOCK_ROW", "no", List.of(), now)
                    : Receipt.of(call, row, Result.CREATED, "500c", now);
            outbox.take(receipt, now);
        }

        // When
        now += SECOND;
        outbox.want(write("case", "d", 1, Severity.CRITICAL, "Case", "another"), now);

        // Then: those two are alone with each other
        assertThat(outbox.plan(now))
                .extracting(it -> it.rows().stream().map(Call.Row::key).toList())
                .containsExactlyInAnyOrder(List.of("a", "b"), List.of("d"));
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
        Call.Job job = calls.get(0).job();
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

    private Brake stopped(long until) {
        return new Brake(Brake.VERSION, Brake.Kind.MAPPING, "episode", now, until, "layout changes", "tester");
    }
}
