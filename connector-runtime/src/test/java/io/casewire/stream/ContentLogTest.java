package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.DeadLetter;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentLogTest {
    private static final ContentFiles FILES = TestContent.shipped().files();

    private final ContentLog log = new ContentLog();

    private void published(String hash, long number) {
        log.accept("publication/" + hash, Json.bytes(publication(hash, number).asDone()), at());
    }

    private void active(String hash) {
        log.accept("active", hash.getBytes(StandardCharsets.UTF_8), at());
    }

    private static Publication publication(String hash, long number) {
        return Publication.of(number, hash, 0, "somebody", Publication.Origin.UNKNOWN);
    }

    private static TableReader.Appended at() {
        return new TableReader.Appended(0, 0);
    }

    @Test
    void shouldCompileABundleWhenItIsAskedFor() {
        log.accept(FILES.version(), Json.bytes(FILES.texts()), at());

        Content content = Objects.requireNonNull(log.find(FILES.version()));

        assertThat(content.version()).isEqualTo(FILES.version());
        assertThat(log.find(FILES.version())).isSameAs(content);
        assertThat(Objects.requireNonNull(log.files(FILES.version())).version()).isEqualTo(FILES.version());
        assertThat(log.unreadable()).isEmpty();
    }

    @Test
    void shouldSayWhyABundleCannotBeRead() {
        log.accept("of a newer one", Json.bytes(new TreeMap<>(Map.of("mappings/x.yaml", "kind: Unheard"))), at());

        assertThat(log.find("of a newer one")).isNull();
        assertThat(log.unreadable()).containsKey("of a newer one");
        assertThat(log.has("never written")).isFalse();
    }

    @Test
    void shouldTakeTheHigherNumberWhateverComesLast() {
        published("b", 2);
        published("a", 1);

        assertThat(log.active()).isEqualTo("b");
    }

    @Test
    void shouldTakeTheSameOfTwoThatWerePublishedAtOnce() {
        published("a", 1);
        published("c", 2);
        published("b", 2);

        assertThat(log.active()).isEqualTo("c");
    }

    @Test
    void shouldNotTakeWhatWasBegunOnly() {
        published("a", 1);
        log.accept("publication/b", Json.bytes(publication("b", 2)), at());

        assertThat(log.active()).isEqualTo("a");
    }

    @Test
    void shouldTakeWhatIsNumberedBeforeWhatIsNot() {
        published("a", 1);
        active("b");

        assertThat(log.active()).isEqualTo("a");
    }

    @Test
    void shouldDeleteWhatAnotherTookThePlaceOfLongAgo() {
        long day = Duration.ofDays(1).toMillis();
        for (long number = 1; number <= 4; number++) {
            Publication monthly = Publication.of(
                    number, "of month " + number, number * 30 * day, "somebody", Publication.Origin.UNKNOWN);
            log.accept("publication/" + monthly.content(), Json.bytes(monthly.asDone()), at());
        }

        // The third took the second's place on day 90.
        assertThat(log.outlived(129 * day)).containsExactly("of month 1");
        assertThat(log.outlived(131 * day)).containsExactlyInAnyOrder("of month 1", "of month 2");
    }

    @Test
    void shouldTakeTheLastOfThoseWithoutANumber() {
        active("b");
        active("a");

        assertThat(log.active()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # published before, its number, published then, its number, in force
                    a, 1, b, 2, b
                    b, 2, a, 1, b
                    a, 2, b, 2, b
                    b, 2, a, 2, b
                    b, 0, a, 0, a
                    """)
    void shouldSwitchEachPartitionToTheSame(String first, long its, String second, long itsNumber, String inForce) {
        PartitionState partition = new PartitionState();
        Content shipped = TestContent.shipped().load();
        log.add(named(shipped, "a"));
        log.add(named(shipped, "b"));
        TestWorld world = new TestWorld();
        try (Decider decider = new Decider(
                new Known(log, world, world, Pseudonyms.NONE), DeviceStates.inMemory(), partition, new Nothing())) {
            activate(decider, first, its);
            activate(decider, second, itsNumber);
        }

        assertThat(partition.content()).isEqualTo(inForce);
        assertThat(PartitionState.fromBytes(partition.toBytes()).publication()).isEqualTo(partition.publication());
    }

    private static void activate(Decider decider, String hash, long number) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(ReadingRecord.ACTIVATION_HEADER, hash.getBytes(StandardCharsets.UTF_8));
        byte[] value = number == 0 ? new byte[0] : Json.bytes(publication(hash, number));
        decider.take(new ReadingId("readings", 0, 0), 0, "", value, headers);
    }

    private static Content named(Content it, String version) {
        return new Content(
                version,
                it.formats(),
                it.groups(),
                it.identity(),
                it.consent(),
                it.cases(),
                it.signals(),
                it.rules(),
                it.texts(),
                it.mappings(),
                it.commands(),
                it.maintenance());
    }

    private static final class Nothing implements Decider.Outcome {
        @Override
        public void ofReading(Step step, long at) {}

        @Override
        public void ofTimer(Step step, long at) {}

        @Override
        public void ofFault(DeadLetter letter, long at) {}
    }
}
