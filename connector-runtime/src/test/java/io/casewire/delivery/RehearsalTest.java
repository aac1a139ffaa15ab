package io.casewire.delivery;

import static io.casewire.delivery.OutboxRun.after;
import static io.casewire.delivery.OutboxRun.limited;
import static io.casewire.delivery.OutboxRun.unassigned;
import static io.casewire.delivery.OutboxRun.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.mapping.Write;
import io.casewire.model.Severity;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final long SECOND = OutboxRun.SECOND;

    private final Rehearsal rehearsal = new Rehearsal(OutboxSettings.DEFAULT);

    private static Write of(String key, long revision, Severity severity) {
        return unassigned(write("case", key, revision, severity, "Case", "lane-" + key));
    }

    @Test
    void shouldTakeNoCallForNothing() {
        assertThat(rehearsal.finish()).isZero();
    }

    @Test
    void shouldTakeACallForWhatIsWantedByItself_andOneForWhatIsWantedAtOnce() {
        // Given: three an hour apart, then three hundred of low severity in the same second
        for (int i = 0; i < 3; i++) {
            rehearsal.want(of("a" + i, 1, Severity.HIGH), i * 3_600 * SECOND);
        }
        for (int i = 0; i < 300; i++) {
            rehearsal.want(of("b" + i, 1, Severity.LOW), 10_000 * SECOND + i);
        }

        // Then: a call holds 200
        assertThat(rehearsal.finish()).isEqualTo(3 + 2);
    }

    @Test
    void shouldWriteARecordNoOfterThanItMay() {
        // Given: wanted a hundred times in an hour, twice an hour is written
        for (int i = 0; i < 100; i++) {
            rehearsal.want(limited(of("a", i + 1, Severity.HIGH), 2, 3_600 * SECOND), i * 36 * SECOND);
        }

        // Then: the last state is written when the hour is over
        assertThat(rehearsal.finish()).isEqualTo(3);
    }

    @Test
    void shouldTakeAlongWhatFollows() {
        Write first = of("a", 1, Severity.HIGH);
        rehearsal.want(first, 0);
        rehearsal.want(after(unassigned(write("episode", "a", 1, Severity.HIGH, "Episode__c")), first.id()), 0);

        assertThat(rehearsal.finish()).isEqualTo(1);
    }

    @Test
    void shouldNotGoBackInTimeForWhatBecameMoreUrgent() {
        // Given: twice in an hour at most; the second time it lingers, and then is urgent
        long hour = 3_600 * SECOND;
        rehearsal.want(limited(of("a", 1, Severity.LOW), 2, hour), 0);
        rehearsal.want(limited(of("a", 2, Severity.LOW), 2, hour), 100 * SECOND);
        rehearsal.want(limited(of("a", 3, Severity.CRITICAL), 2, hour), 105 * SECOND);
        rehearsal.want(limited(of("a", 4, Severity.CRITICAL), 2, hour), 3_612 * SECOND);
        rehearsal.want(limited(of("a", 5, Severity.CRITICAL), 2, hour), 3_613 * SECOND);

        // Then: at 10 s, at 105 s, at 3,612 s; the last when an hour is over since 105 s
        assertThat(rehearsal.finish()).isEqualTo(4);
    }

    @Test
    void shouldDeliverWhatFollowsARecordThatIsNotKnown() {
        rehearsal.want(after(of("a", 2, Severity.HIGH), "case/of before"), 0);

        assertThat(rehearsal.finish()).isPositive();
    }

    @Test
    void shouldEndThoughSomethingWasToBeLookedAtThatLeftInOthersCompany() {
        // Given: what lingers leaves with what does not
        rehearsal.want(of("a", 1, Severity.LOW), 0);
        rehearsal.want(of("b", 1, Severity.CRITICAL), SECOND);

        assertThat(rehearsal.finish()).isEqualTo(1);
    }

    @Test
    void shouldTakeNoCallForAnEvent() {
        rehearsal.want(
                OutboxRun.to(of("a", 1, Severity.HIGH), io.casewire.mapping.Target.event("Casewire_Signal__e")), 0);

        assertThat(rehearsal.finish()).isZero();
    }
}
