package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.delivery.Receipt.Result;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the outbox does about the org's allowances. */
final class BudgetTest extends OutboxRun {
    private static final long MINUTE = 60 * SECOND;

    @Test
    void shouldSendOneCallAtATimeUntilTheOrgSaidHowManyThereAre() {
        // Given
        store.heard.clear();
        outbox = new Outbox(store, OutboxSettings.DEFAULT, 1);
        for (int i = 0; i < 3; i++) {
            outbox.want(write("m" + i, "k" + i, 1, Severity.CRITICAL, "Object" + i), now);
        }

        // When
        List<Call> first = outbox.plan(now);

        // Then
        assertThat(first).hasSize(1);
        assertThat(outbox.plan(now)).isEmpty();

        // And: the answer says so
        Call call = first.get(0);
        Allowance said = said(Allowance.API_CALLS, 100_000, 50_000);
        outbox.take(
                Receipt.of(call, call.rows().get(0), Result.CREATED, "500", now).with(said), now);
        assertThat(outbox.plan(now)).hasSize(2);
    }

    @Test
    void shouldSendNothingOnceOnlyTheReserveIsLeft() {
        // Given
        store.heard.clear();
        outbox = new Outbox(store, OutboxSettings.DEFAULT, 1);
        outbox.hear(said(Allowance.API_CALLS, 100_000, 20_000), now);
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);

        // Then
        assertThat(outbox.plan(now)).isEmpty();
        assertThat(outbox.status(now).budget().step()).isEqualTo(BudgetStep.STOP);
        assertThat(outbox.status(now).budget().findings())
                .extracting(finding -> finding.code())
                .containsExactly(FindingCode.BUDGET_CALLS);

        // When: calls fall out of the day
        now += 5 * MINUTE;
        outbox.hear(said(Allowance.API_CALLS, 100_000, 30_000), now);

        // Then
        assertThat(outbox.plan(now)).hasSize(1);
    }

    @Test
    void shouldLetWhatHasToWaitShareACallThatLeavesAnyway() {
        // Given: most of what may be spent is spent
        spendUntil(BudgetStep.SEVERE_ONLY);
        outbox.want(write("case", "low", 1, Severity.LOW, "Case", "l1"), now);
        now += 15 * MINUTE;
        assertThat(outbox.plan(now)).isEmpty();

        // When
        outbox.want(write("case", "critical", 1, Severity.CRITICAL, "Case", "l2"), now);

        // Then
        assertThat(outbox.plan(now)).singleElement().satisfies(call -> assertThat(call.rows())
                .extracting(Call.Row::key)
                .containsExactly("critical", "low"));
    }

    @Test
    void shouldHoldBackAMappingThatSpentItsShareUnlessItIsCritical() {
        // Given: a hundredth of 80,000
        outbox = begin(with(Map.of("note", 0.01)));
        for (int i = 0; i < 800; i++) {
            outbox.want(write("note", "n" + i, 1, Severity.HIGH, "Note", "n" + i), now);
            now += SECOND;
            outbox.plan(now).forEach(call -> answer(call, Result.CREATED));
        }

        // When
        outbox.want(write("note", "high", 1, Severity.HIGH, "Note", "high"), now);
        outbox.want(write("case", "case", 1, Severity.HIGH, "Other", "case"), now);
        now += MINUTE;

        // Then
        assertThat(outbox.plan(now)).singleElement().satisfies(call -> assertThat(call.object())
                .isEqualTo("Other"));
        assertThat(outbox.status(now).budget().withoutShare()).containsExactly("note");

        // And
        outbox.want(write("note", "critical", 1, Severity.CRITICAL, "Third", "critical"), now);
        assertThat(outbox.plan(now)).singleElement().satisfies(call -> assertThat(call.object())
                .isEqualTo("Third"));

        // And: a day later it has a share again
        now += 25 * HOUR;
        outbox.hear(said(Allowance.API_CALLS, 100_000, 100_000), now);
        assertThat(outbox.plan(now)).singleElement().satisfies(call -> assertThat(call.object())
                .isEqualTo("Note"));
    }

    @Test
    void shouldSayWhenDataStorageWillBeFull() {
        // When: 100 MB a day, and 500 are left
        outbox.hear(said(Allowance.STORAGE, 1_024, 600), now);
        now += 24 * HOUR;
        outbox.hear(said(Allowance.STORAGE, 1_024, 500), now);

        // Then
        assertThat(outbox.status(now).budget().daysOfStorage()).isEqualTo(5);
        assertThat(outbox.status(now).budget().findings())
                .extracting(finding -> finding.code())
                .containsExactly(FindingCode.BUDGET_STORAGE);
    }

    @Test
    void shouldForecastToMidnightAtThePaceOfTheHour() {
        // Given: 22:00, and others use a thousand in the hour before
        store.heard.clear();
        outbox = new Outbox(store, OutboxSettings.DEFAULT, 1);
        now = 21 * HOUR;
        outbox.hear(said(Allowance.API_CALLS, 100_000, 90_000), now);
        now += HOUR;

        // When
        outbox.hear(said(Allowance.API_CALLS, 100_000, 89_000), now);

        // Then: 11,000, what may be unheard of, and two hours more
        assertThat(outbox.status(now).budget().forecast()).isEqualTo(11_000 + 1_000 + 2_000);
    }

    private void spendUntil(BudgetStep step) {
        outbox.hear(said(Allowance.API_CALLS, 2_000, 2_000), now);
        for (int i = 0; outbox.status(now).budget().step().compareTo(step) < 0; i++) {
            outbox.want(write("case", "k" + i, 1, Severity.CRITICAL, "Case", "k" + i), now);
            outbox.plan(now).forEach(call -> answer(call, Result.CREATED));
            now += SECOND / 10;
            assertThat(i).isLessThan(2_000);
        }
    }

    private static OutboxSettings with(Map<String, Double> shares) {
        OutboxSettings some = OutboxSettings.DEFAULT;
        return new OutboxSettings(
                some.channels(),
                some.linger(),
                some.probe(),
                some.firstRetry(),
                some.maxRetry(),
                some.keepDone(),
                some.bulkFrom(),
                new BudgetSettings(0.2, shares, Duration.ofMinutes(5), ZoneOffset.UTC));
    }

    private Allowance said(String name, long max, long remaining) {
        return new Allowance(Allowance.VERSION, name, max, remaining, now);
    }

    @Test
    void shouldLetOneCallAskAgainWhenTheOrgSaidNothingForLong() {
        // Given: what the org said last leaves nothing
        store.heard.clear();
        outbox = new Outbox(store, OutboxSettings.DEFAULT, 1);
        outbox.hear(said(Allowance.API_CALLS, 100_000, 20_000), now);
        outbox.want(write("m1", "k1", 1, Severity.CRITICAL, "Object1"), now);
        outbox.want(write("m2", "k2", 1, Severity.CRITICAL, "Object2"), now);
        assertThat(outbox.plan(now)).isEmpty();

        // When: it may not be asked, and nothing of ours left that it could have answered
        now += HOUR;

        // Then
        assertThat(outbox.plan(now)).hasSize(1);
        assertThat(outbox.plan(now)).isEmpty();
    }

    @Test
    void shouldCountTheQueriesThatGoBeforeACall() {
        // Given: 100 records whose priority people may have changed
        for (int i = 0; i < 100; i++) {
            outbox.want(guarded(write("case", "k" + i, 1, Severity.CRITICAL, "Case", "k" + i), "High"), now);
        }
        answer(next(), Result.CREATED);
        long created = outbox.status(now).budget().spent();

        // When
        for (int i = 0; i < 100; i++) {
            outbox.want(guarded(write("case", "k" + i, 2, Severity.CRITICAL, "Case", "k" + i), "Low"), now);
        }
        next();

        // Then: 40 of them in a query
        assertThat(created).isEqualTo(1);
        assertThat(outbox.status(now).budget().spent()).isEqualTo(created + 1 + 3);
    }

    @Test
    void shouldNotBelieveAClockThatIsAhead() {
        // When
        outbox.hear(new Allowance(Allowance.VERSION, Allowance.API_CALLS, 100_000, 100_000, now + HOUR), now);
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);

        // Then
        assertThat(outbox.plan(now)).hasSize(1);
        assertThat(outbox.status(now).budget().left()).isLessThan(80_000);
    }
}
