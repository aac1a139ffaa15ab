package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.Explanation;
import io.casewire.pipeline.PartitionState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of an episode whose Case people closed, deleted, merged or snoozed nothing more is told than they want to hear. */
class PeopleDecideLastTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final String DEVICE = "press";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Content content = TestContent.shipped().load();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Explanation> explanations = new ArrayList<>();
    private final DeviceStates.Bytes states = DeviceStates.Bytes.inMemory();
    private final PartitionState partition = new PartitionState();
    private Decider decider = decider(partition);
    private Instant now = START;
    private long offset;

    PeopleDecideLastTest() {
        take("", new byte[0], headers(content.version()));
    }

    @AfterEach
    void close() {
        decider.close();
    }

    private Decider decider(PartitionState of) {
        DeviceStates devices = new DeviceStates(states, DeviceStates.Bytes.inMemory(), 1);
        return new Decider(known(), devices, of, Decider.Outcome.alike((step, at) -> {
            decisions.addAll(step.decisions());
            explanations.addAll(step.explanations());
        }));
    }

    private void restart() {
        decider.close();
        decider = decider(PartitionState.fromBytes(partition.toBytes()));
    }

    private Known known() {
        ContentLog contents = new ContentLog();
        contents.add(content);
        TestWorld world = new TestWorld();
        return new Known(contents, world, world, Pseudonyms.NONE);
    }

    private static Headers headers(String activation) {
        return new RecordHeaders().add(ReadingRecord.ACTIVATION_HEADER, activation.getBytes(StandardCharsets.UTF_8));
    }

    private void take(String device, byte[] value, Headers headers) {
        decider.take(new ReadingId("readings", 0, offset++), now.toEpochMilli(), device, value, headers);
    }

    /** A minute later. @return what was decided since the last one */
    private List<Transition> says(boolean strained) {
        decisions.clear();
        now = now.plus(MINUTE);
        byte[] payload = Telemetry.reading(now, strained ? 230 : 10);
        Arrival arrival = new Arrival("mqtt", "devices/press/telemetry", null, Map.of(), false, payload);
        Headers headers = new RecordHeaders();
        ReadingRecord.headers(arrival, new Admitted(DEVICE, "machine-maintenance", null, payload))
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        take(DEVICE, payload, headers);
        return decisions.stream().map(Decision::transition).toList();
    }

    /** @return the episode's key */
    private String opens() {
        assertThat(says(true)).containsExactly(Transition.OPENED);
        return decisions.get(0).episode();
    }

    private void people(DeviceEventRecord event) {
        decisions.clear();
        explanations.clear();
        take(DEVICE, Json.bytes(event), headers(ReadingRecord.CASE_CHANGE));
        assertThat(decisions).isEmpty();
    }

    private DeviceEventRecord closed(String episode, boolean closed) {
        return event(episode, closed, false, null, null);
    }

    private DeviceEventRecord snoozed(String episode, @Nullable Instant until) {
        return event(episode, false, false, null, until);
    }

    /** A Case about the device that belongs to no episode. */
    private DeviceEventRecord about(String caseId, boolean closed) {
        return new DeviceEventRecord(
                DeviceEventRecord.VERSION, null, caseId, now.toEpochMilli(), closed, false, null, false, null);
    }

    /** The records of people that what was decided last takes over. */
    private List<String> takenOver() {
        return explanations.stream()
                .flatMap(explanation -> explanation.writes().stream())
                .map(Explanation.Wanted::takeOver)
                .filter(Objects::nonNull)
                .toList();
    }

    private DeviceEventRecord event(
            String episode, boolean closed, boolean deleted, @Nullable String mergedInto, @Nullable Instant snoozed) {
        return new DeviceEventRecord(
                DeviceEventRecord.VERSION,
                episode,
                "500000000000001AAA",
                now.toEpochMilli(),
                closed,
                deleted,
                mergedInto,
                false,
                snoozed == null ? null : snoozed.toEpochMilli());
    }

    @Test
    void shouldTakeOverTheCaseThatPeopleOpenedLast_eachForOneEpisode() {
        people(about("500000000000007AAA", false));
        people(about("500000000000008AAA", false));
        people(about("500000000000008AAA", false));
        people(about("500000000000009AAA", false));
        people(about("500000000000009AAA", true));
        restart();

        String episode = opens();
        assertThat(takenOver()).containsExactly("500000000000008AAA");

        // And: what comes back within the same episode has that Case already
        explanations.clear();
        assertThat(says(false)).containsExactly(Transition.CLEARED);
        assertThat(says(true)).containsExactly(Transition.REOPENED);
        assertThat(takenOver()).isEmpty();

        // And: the next episode takes the next one, the one after that none
        for (List<String> expected : List.of(List.of("500000000000007AAA"), List.<String>of())) {
            people(closed(episode, true));
            says(false);
            explanations.clear();
            episode = opens();
            assertThat(takenOver()).isEqualTo(expected);
        }
    }

    @Test
    void shouldTellNoMoreOfAClosedCase_andOpenANewOneOnceTheTroubleWasOver() {
        String episode = opens();
        people(closed(episode, true));

        assertThat(says(true)).isEmpty();
        assertThat(says(true)).isEmpty();
        assertThat(says(false)).isEmpty();
        assertThat(opens()).isNotEqualTo(episode);
    }

    @Test
    void shouldSayWhy() {
        String episode = opens();

        people(event(episode, false, true, "500000000000002AAA", null));

        assertThat(explanations).singleElement().satisfies(it -> {
            assertThat(it.device()).isEqualTo(DEVICE);
            assertThat(it.decisions()).singleElement().satisfies(decided -> {
                assertThat(decided.episode()).isEqualTo(episode);
                assertThat(decided.transition()).isEqualTo("merged by people");
                assertThat(decided.condition()).isEqualTo("machine-maintenance/overstrain");
                assertThat(decided.rule()).contains("overstrain.drl");
            });
        });
        people(event(episode, false, true, "500000000000002AAA", null));
        assertThat(explanations).as("the same once more").isEmpty();
    }

    @Test
    void shouldNotComeBackToACaseThatPeopleDeleted() {
        String episode = opens();
        assertThat(says(false)).containsExactly(Transition.CLEARED);

        people(event(episode, false, true, null, null));

        assertThat(opens()).isNotEqualTo(episode);
    }

    @Test
    void shouldGoOnWhenPeopleOpenTheCaseAgain() {
        String episode = opens();
        people(closed(episode, true));
        assertThat(says(true)).isEmpty();

        people(closed(episode, false));

        assertThat(says(true)).containsExactly(Transition.UPDATED);
        assertThat(decisions.get(0).episode()).isEqualTo(episode);
        assertThat(says(false)).containsExactly(Transition.CLEARED);
    }

    @Test
    void shouldBeSilentWhileSnoozed_andTellThenHowItIs() {
        String episode = opens();
        people(snoozed(episode, now.plus(MINUTE.multipliedBy(4))));

        assertThat(says(true)).isEmpty();
        assertThat(says(true)).isEmpty();
        assertThat(says(true)).isEmpty();
        assertThat(says(true)).containsExactly(Transition.UPDATED);
        assertThat(decisions.get(0).at()).isEqualTo(START.plus(MINUTE.multipliedBy(5)));
        assertThat(says(true)).containsExactly(Transition.UPDATED);
    }

    @Test
    void shouldTakeWhatComesBackWhileSnoozedForTheSame() {
        String episode = opens();
        // Longer than a cleared episode is remembered.
        people(snoozed(episode, now.plus(MINUTE.multipliedBy(40))));
        assertThat(says(false)).containsExactly(Transition.CLEARED);
        now = now.plus(MINUTE.multipliedBy(30));
        assertThat(says(true)).isEmpty();
        now = now.plus(MINUTE.multipliedBy(7));

        assertThat(says(true)).containsExactly(Transition.REOPENED);
        assertThat(decisions.get(0).episode()).isEqualTo(episode);
    }

    @Test
    void shouldTellAtOnceWhenPeopleNoLongerSnooze() {
        String episode = opens();
        people(snoozed(episode, now.plus(Duration.ofDays(1))));
        assertThat(says(true)).isEmpty();

        people(snoozed(episode, null));

        assertThat(says(true)).startsWith(Transition.UPDATED);
    }

    @Test
    void shouldRememberItThroughARestart() {
        String episode = opens();
        people(closed(episode, true));
        restart();
        assertThat(says(true)).isEmpty();
        people(closed(episode, false));
        people(snoozed(episode, now.plus(MINUTE.multipliedBy(3))));
        restart();
        assertThat(says(true)).isEmpty();
        assertThat(says(true)).isEmpty();
        assertThat(says(true)).containsExactly(Transition.UPDATED);
    }

    @Test
    void shouldHeedNothingOfAnEpisodeThatIsNotKnown() {
        people(closed("press|machine-maintenance/overstrain|readings-0-99", true));

        assertThat(explanations).isEmpty();
        states.forEach((device, bytes) -> assertThat(device).isEmpty());
    }

    @Test
    void shouldOpenAnewWhenASnoozeIsTakenBackAndTheReopenTimeIsOver() {
        String episode = opens();
        people(snoozed(episode, now.plus(Duration.ofDays(7))));
        assertThat(says(false)).containsExactly(Transition.CLEARED);
        people(snoozed(episode, null));
        now = now.plus(MINUTE.multipliedBy(20));

        assertThat(opens()).isNotEqualTo(episode);
    }

    @Test
    void shouldTellOnceThatItIsOverWhileSnoozed() {
        String episode = opens();
        people(snoozed(episode, now.plus(Duration.ofHours(8))));

        assertThat(says(false)).containsExactly(Transition.CLEARED);
        for (int i = 0; i < 3; i++) {
            assertThat(says(true)).isEmpty();
            assertThat(says(false)).isEmpty();
        }
        now = now.plus(Duration.ofHours(8));
        assertThat(opens()).isNotEqualTo(episode);
    }

    @Test
    void shouldDecideOnWhenAnEntryMakesNoSense() {
        opens();

        take(DEVICE, "closed".getBytes(StandardCharsets.UTF_8), headers(ReadingRecord.CASE_CHANGE));

        assertThat(says(true)).containsExactly(Transition.UPDATED);
    }
}
