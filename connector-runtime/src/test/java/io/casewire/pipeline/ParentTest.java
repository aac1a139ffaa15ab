package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestWorld;
import io.casewire.consent.Pseudonyms;
import io.casewire.drl.RuleTimes;
import io.casewire.episodes.Decision;
import io.casewire.episodes.MemberChange;
import io.casewire.episodes.RollUps;
import io.casewire.episodes.Transition;
import io.casewire.model.Brake;
import io.casewire.model.ReadingId;
import io.casewire.model.Severity;
import io.casewire.trial.RollUpTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that says nothing itself, and is told of the machines below it; its state is kept as bytes between two steps. */
class ParentTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final String SILENT = "machine-maintenance/silent";
    private static final String GATEWAY = "gateway-7";

    private final TestWorld world = new TestWorld();
    private final DecisionPipeline pipeline =
            new DecisionPipeline(RollUpTest.content().load(), world, world, Pseudonyms.NONE, RuleTimes.IGNORED);
    private final PartitionState partition = new PartitionState();
    private final List<Decision> decisions = new ArrayList<>();
    private DeviceState state = DeviceState.empty(GATEWAY, signal -> null);
    private long offset;

    @AfterEach
    void close() {
        pipeline.close();
    }

    private void tell(String device, Instant at, boolean open) {
        advanceTo(at);
        RollUps.Line line = new RollUps.Line(
                device,
                device,
                device + "|" + SILENT + "|readings-0-1",
                at,
                open ? 1 : 2,
                Severity.HIGH,
                at,
                open ? null : at);
        MemberChange change = new MemberChange(GATEWAY, SILENT, line);
        keep(pipeline.memberChanged(new ReadingId("readings", 0, offset++), change, state, partition, at));
    }

    private void advanceTo(Instant clock) {
        while (state.deadline() <= clock.toEpochMilli() && !state.isExpired()) {
            keep(pipeline.timer(state, partition, Instant.ofEpochMilli(state.deadline())));
        }
    }

    private void keep(@Nullable Step step) {
        if (step != null) {
            decisions.addAll(step.decisions());
        }
        state = state.isExpired() ? state : DeviceState.fromBytes(GATEWAY, state.toBytes(), signal -> null);
    }

    private List<Transition> transitions() {
        return decisions.stream().map(Decision::transition).toList();
    }

    private void stop(Brake.Kind kind, String name, Instant from, Duration lasts) {
        partition.brake(new Brake(
                Brake.VERSION, kind, name, from.toEpochMilli(), from.plus(lasts).toEpochMilli(), "", ""));
    }

    @Test
    void shouldTellWhenItMayAgain_whatHappenedWhileItWasStopped() {
        // Given: stopped before it was gathered
        tell("press-1", START, true);
        stop(Brake.Kind.RULE, SILENT, START, Duration.ofMinutes(5));
        advanceTo(START.plusSeconds(299));
        assertThat(decisions).isEmpty();

        // When
        advanceTo(START.plusSeconds(400));

        // Then
        assertThat(transitions()).containsExactly(Transition.OPENED);

        // And: the last one leaves while the gateway is stopped
        stop(Brake.Kind.DEVICE, GATEWAY, START.plusSeconds(400), Duration.ofMinutes(5));
        tell("press-1", START.plusSeconds(410), false);
        assertThat(decisions).hasSize(1);
        advanceTo(START.plusSeconds(800));
        assertThat(transitions()).containsExactly(Transition.OPENED, Transition.CLEARED);
    }

    @Test
    void shouldTellNothingTwice_whenEntriesComeAgain() {
        tell("press-1", START, true);
        advanceTo(START.plusSeconds(20));
        tell("press-1", START.plusSeconds(30), false);
        assertThat(transitions()).containsExactly(Transition.OPENED, Transition.CLEARED);

        tell("press-1", START, true);
        tell("press-1", START.plusSeconds(30), false);
        advanceTo(START.plusSeconds(300));
        assertThat(decisions).hasSize(2);
    }

    @Test
    void shouldTellItsNewOwnerNothingOfBefore() {
        tell("press-1", START, true);
        advanceTo(START.plusSeconds(20));
        Instant sold = START.plusSeconds(60);
        world.soldTo(GATEWAY, "001000000000009AAA", sold);

        tell("press-2", sold.plusSeconds(1), true);
        advanceTo(sold.plusSeconds(120));

        assertThat(transitions()).containsExactly(Transition.OPENED, Transition.OPENED);
        assertThat(decisions.get(1).lines()).singleElement().satisfies(line -> assertThat(line.device())
                .isEqualTo("press-2"));
    }

    @Test
    void shouldForgetAll_whenItsPersonWithdraws() {
        world.person(GATEWAY, "0PK1", Map.of());
        tell("press-1", START, true);
        advanceTo(START.plusSeconds(20));
        assertThat(decisions).hasSize(1);

        world.withdrawn("0PK1");
        world.personWithoutRecord(GATEWAY, "0PK1");
        tell("press-2", START.plusSeconds(30), true);
        advanceTo(START.plusSeconds(300));

        assertThat(decisions).hasSize(1);
        assertThat(state.rollUps().isEmpty()).isTrue();
    }

    @Test
    void shouldBeThere_whenWhatIsOverIsToldAfterALongTime() {
        tell("press-1", START, true);

        // When: far longer than state.expireAfter
        tell("press-1", START.plus(Duration.ofDays(400)), false);
        assertThat(transitions()).containsExactly(Transition.OPENED, Transition.CLEARED);

        // Then: when all is over it goes, and its lines before
        advanceTo(START.plus(Duration.ofDays(900)));
        assertThat(state.isExpired()).isTrue();
    }

    @Test
    void shouldReadStatesOfBefore() {
        byte[] device = state.toBytes();
        byte[] before = Arrays.copyOf(device, device.length - 3 * Short.BYTES);
        before[0] = 7;
        assertThat(DeviceState.fromBytes(GATEWAY, before, signal -> null).toBytes())
                .isEqualTo(device);

        byte[] whole = partition.toBytes();
        int people = 31;
        byte[] without = new byte[whole.length - Short.BYTES];
        System.arraycopy(whole, 0, without, 0, people);
        System.arraycopy(whole, people + Short.BYTES, without, people, without.length - people);
        without[0] = 4;
        assertThat(PartitionState.fromBytes(without).toBytes()).isEqualTo(whole);
    }

    @Test
    void shouldMakeRoom_whenManyAreOver() {
        for (int i = 0; i < 1_000; i++) {
            tell("press-" + i, START, true);
        }
        tell("late", START, true);
        for (int i = 0; i < 999; i++) {
            tell("press-" + i, START.plusSeconds(60), false);
        }
        tell("later", START.plusSeconds(60), true);
        advanceTo(START.plusSeconds(300));

        assertThat(decisions.get(decisions.size() - 1).lines())
                .extracting(line -> line.device())
                .containsExactlyInAnyOrder("press-999", "later");
    }
}
