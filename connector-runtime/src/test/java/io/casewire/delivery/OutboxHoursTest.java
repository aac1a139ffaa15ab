package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Write;
import io.casewire.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The outbox over hours, and under load, with an org that takes its time: all under a virtual clock. */
final class OutboxHoursTest extends OutboxRun {
    private static final long ORG_MILLIS = 150;

    private final Random random = new Random(11);
    private final PriorityQueue<Answer> answers =
            new PriorityQueue<>(Comparator.comparingLong(Answer::at).thenComparingInt(Answer::number));
    private final List<String> arrived = new ArrayList<>();
    private final Map<String, Long> wantedAt = new HashMap<>();
    private final List<Long> severeWaits = new ArrayList<>();
    private boolean ruleIsOn;
    private int calls;

    /** What the org answers to a call, and when. */
    private record Answer(Call call, int number, long at) {}

    /** Another team's validation rule refuses every Case from the first minute on, for six hours. */
    @Test
    void shouldBringEveryCaseInOrderAfterSixHoursOfAnotherTeamsRule() {
        // Given: a Case every ten seconds
        ruleIsOn = true;
        int cases = 0;
        long end = now + 6 * HOUR;
        for (; now < end; now += SECOND) {
            if (now % (10 * SECOND) == 0) {
                outbox.want(write("case", String.format("k%05d", cases++), 1, Severity.MEDIUM), now);
            }
            turn();
        }
        int probes = calls;
        assertThat(arrived).isEmpty();

        // When: the rule is gone
        ruleIsOn = false;
        for (end = now + 600 * SECOND; now < end; now += SECOND) {
            turn();
        }

        // Then
        assertThat(probes).isLessThan(800);
        assertThat(arrived).hasSize(cases).isSorted();
        assertThat(outbox.isEmpty()).isTrue();
    }

    /** 10,000 readings a second of which one in a hundred decides something, and one in ten of those is severe. */
    @Test
    void shouldBringWhatIsSevereWithinTwoSecondsThroughABurst() {
        // Given
        OutboxSettings some = OutboxSettings.DEFAULT;
        outbox = begin(new OutboxSettings(
                5,
                some.linger(),
                some.probe(),
                some.firstRetry(),
                some.maxRetry(),
                some.keepDone(),
                some.bulkFrom(),
                some.budget()));
        int wanted = 0;

        // When: a minute of 10 writes a second, a minute of 100, and what is left
        for (long begin = now; now < begin + 180 * SECOND; now += 10) {
            long second = (now - begin) / SECOND;
            double perTick = second < 60 ? 0.1 : second < 120 ? 1 : 0;
            if (random.nextDouble() < perTick) {
                Severity severity = random.nextInt(10) == 0
                        ? Severity.CRITICAL
                        : random.nextBoolean() ? Severity.MEDIUM : Severity.LOW;
                Write write = write("case", "k" + wanted++, 1, severity, "Case", "asset" + random.nextInt(2_000));
                wantedAt.put(write.id(), severity == Severity.CRITICAL ? now : -1L);
                outbox.want(write, now);
            }
            turn();
        }

        // Then
        assertThat(wanted).isBetween(6_000, 7_500);
        assertThat(arrived).hasSize(wanted);
        severeWaits.sort(Comparator.naturalOrder());
        assertThat(severeWaits).hasSizeGreaterThan(500);
        assertThat(severeWaits.get(severeWaits.size() * 95 / 100)).isLessThan(2 * SECOND);
    }

    private void turn() {
        while (!answers.isEmpty() && answers.peek().at() <= now) {
            take(answers.poll().call());
        }
        if (now % (60 * SECOND) == 0) {
            outbox.hear(new Allowance(Allowance.VERSION, Allowance.API_CALLS, 100_000, 100_000, now), now);
        }
        for (Call call : outbox.plan(now)) {
            calls++;
            answers.add(new Answer(call, calls, now + ORG_MILLIS));
        }
    }

    private void take(Call call) {
        if (ruleIsOn) {
            assertThat(refuse(call, "FIELD_CUSTOM_VALIDATION_EXCEPTION"))
                    .as("a dead letter")
                    .isNull();
            return;
        }
        answer(call, call.create() ? Result.CREATED : Result.UPDATED);
        for (Call.Row row : call.rows()) {
            arrived.add(row.key());
            long since = wantedAt.getOrDefault(row.write(), -1L);
            if (since >= 0) {
                severeWaits.add(now - since);
            }
        }
    }
}
