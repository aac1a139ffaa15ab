package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Receipt.Result;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the outbox forgets, and what it does about a record it no longer knows. */
class OutboxMemoryTest extends OutboxRun {
    private static final long KEPT = OutboxSettings.DEFAULT.keepDone().toMillis();

    @Test
    void shouldForgetWhatIsLongDoneAndKeepWhatIsNot() {
        // Given: three records, one of them still under way
        for (String key : List.of("a", "b", "c")) {
            outbox.want(write("case", key, 1, Severity.CRITICAL), now);
        }
        Call call = next();
        call.rows().stream()
                .filter(row -> !row.key().equals("b"))
                .forEach(row -> outbox.take(Receipt.of(call, row, Result.CREATED, "500" + row.key(), now), now));

        // When: it looks around often enough, two records at a time
        forget(now + KEPT - 1);
        assertThat(entries).hasSize(3);
        forget(now + KEPT);

        // Then
        assertThat(entries).containsOnlyKeys("case/b");
    }

    @Test
    void shouldAskTheOrgForARecordItNoLongerRemembers() {
        // Given
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        answer(next(), Result.CREATED);
        now += Duration.ofDays(31).toMillis();
        forget(now);

        // When: the episode clears after all that time
        outbox.want(guarded(write("case", "a", 2, Severity.CRITICAL), "High"), now);
        Call asking = next();
        assertThat(asking.askFirst()).isTrue();
        Call.Row row = asking.rows().get(0);
        outbox.take(RestCall.remembered(asking, row, "500a", now), now);

        // Then: what is wanted is an update of the record found, which neither assigns it nor overrules people
        Call update = next();
        assertThat(update.create()).isFalse();
        assertThat(update.autoAssign()).isFalse();
        assertThat(update.rows()).singleElement().satisfies(it -> {
            assertThat(it.recordId()).isEqualTo("500a");
            assertThat(it.fields()).doesNotContainKey("Subject");
            assertThat(it.guarded()).containsEntry("Priority", TextNode.valueOf("High"));
        });
        answer(update, Result.UPDATED);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldNotAskForARecordThatIsNew() {
        // When
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);

        // Then
        assertThat(next().askFirst()).isFalse();
    }

    @Test
    void shouldEndWhatFollowsARecordThatNeverCameToBe() {
        // Given
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        Call call = next();
        outbox.want(after(write("episode", "a", 1, Severity.CRITICAL, "Episode__c"), "case/a"), now);

        // When
        refuse(call, "STRING_TOO_LONG");

        // Then
        assertThat(outbox.plan(now)).isEmpty();
        assertThat(outbox.takeEndedWhileWaiting()).singleElement().satisfies(ended -> {
            assertThat(ended.write().mapping()).isEqualTo("episode");
            assertThat(ended.finding().code()).isEqualTo(FindingCode.ORG_NO_PARENT);
        });
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.takeEndedWhileWaiting()).isEmpty();
    }

    @Test
    void shouldSendWhatFollowsARecordThatIsNoLongerRemembered() {
        // When
        outbox.want(after(write("episode", "a", 7, Severity.CRITICAL, "Episode__c"), "case/a"), now);

        assertThat(outbox.plan(now + SECOND)).as("it may be about to come").isEmpty();
        now += 61 * SECOND;

        // Then
        assertThat(next().askFirst()).isTrue();
    }

    private void forget(long at) {
        for (int i = 0; i < 3; i++) {
            outbox.forgetSome(at, 2);
        }
    }
}
