package io.casewire.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.ingest.Format.DevicePlace;
import io.casewire.ingest.Format.Split;
import io.casewire.model.FindingCode;
import io.casewire.model.Outcome;
import io.casewire.model.SourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IngestStageTest {
    private static final int MAX = 1_000;

    @Test
    void shouldTakeTheDeviceFromTheTopic() {
        // When
        List<Admitted> admitted = passed(
                format(DevicePlace.Kind.TOPIC, "device", null, null), arrival("devices/press-7/telemetry", null, "{}"));

        // Then
        assertThat(admitted).extracting(Admitted::device).containsExactly("press-7");
    }

    @Test
    void shouldTakeTheDeviceFromPropertyKeyAndPayload() {
        assertThat(passed(format(DevicePlace.Kind.USER_PROPERTY, "dev", null, null), arrival("t", null, "{}")))
                .extracting(Admitted::device)
                .containsExactly("from-property");
        assertThat(passed(format(DevicePlace.Kind.KEY, "", null, null), arrival("t", "from-key", "{}")))
                .extracting(Admitted::device)
                .containsExactly("from-key");
        assertThat(passed(
                        format(DevicePlace.Kind.PATH, "unit.id", null, null),
                        arrival("t", null, "{\"unit\":{\"id\":17}}")))
                .extracting(Admitted::device)
                .containsExactly("17");
    }

    @Test
    void shouldSplitAnArrayAndNumberItsParts() {
        // When
        List<Admitted> admitted = passed(
                format(DevicePlace.Kind.PATH, "id", new Split("readings", List.of("ts")), "seq"),
                arrival("t", null, "{\"seq\":9,\"ts\":\"now\",\"readings\":[{\"id\":\"a\"},{\"id\":\"b\"}]}"));

        // Then: every part inherits what is carried
        assertThat(admitted).extracting(Admitted::device).containsExactly("a", "b");
        assertThat(admitted).extracting(Admitted::messageId).containsExactly("9-0", "9-1");
        assertThat(new String(admitted.get(1).payload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"b\",\"ts\":\"now\"}");
    }

    @Test
    void shouldSplitAGatewaysMapByItsNames() {
        assertThat(passed(
                        format(DevicePlace.Kind.SPLIT_NAME, "", new Split("", List.of()), null),
                        arrival("t", null, "{\"a\":{\"v\":1},\"b\":{\"v\":2}}")))
                .extracting(Admitted::device)
                .containsExactly("a", "b");
    }

    @Test
    void shouldDeadLetterWhatHasNoDeviceNoFormatOrTooManyBytes() {
        Format byKey = format(DevicePlace.Kind.KEY, "", null, null);
        assertThat(refused(byKey, arrival("t", null, "{}"))).isEqualTo(FindingCode.INGEST_NO_DEVICE);
        assertThat(refused(byKey, arrival("elsewhere/x", "k", "{}"))).isEqualTo(FindingCode.INGEST_NO_FORMAT);
        assertThat(refused(byKey, arrival("t", "k", "x".repeat(MAX + 1)))).isEqualTo(FindingCode.INGEST_TOO_LARGE);
        assertThat(refused(format(DevicePlace.Kind.PATH, "id", null, null), arrival("t", null, "{broken")))
                .isEqualTo(FindingCode.INGEST_SPLIT);
    }

    @Test
    void shouldKeepLinesOfValuesAsJson() {
        Format whole = format("csv", DevicePlace.Kind.TOPIC, "device", null, null);
        Format lines = format("csv", DevicePlace.Kind.PATH, "1", new Split("", List.of()), null);

        assertThat(passed(whole, arrival("devices/a/telemetry", null, "21.50,,true,\"on, off\",007,1e400\n")))
                .extracting(it -> new String(it.payload(), StandardCharsets.UTF_8))
                .containsExactly("{\"1\":21.50,\"3\":true,\"4\":\"on, off\",\"5\":\"007\",\"6\":\"1e400\"}");
        assertThat(passed(lines, arrival("t", null, "a,1\r\nb,2\r\n")))
                .extracting(Admitted::device)
                .containsExactly("a", "b");
        assertThat(passed(lines, arrival("t", null, "a,1")))
                .extracting(Admitted::device)
                .containsExactly("a");
        assertThat(refused(whole, arrival("devices/a/telemetry", null, "1,".repeat(MAX / 3))))
                .isEqualTo(FindingCode.INGEST_TOO_LARGE);
        assertThat(refused(whole, arrival("devices/a/telemetry", null, "a,\"never closed")))
                .isEqualTo(FindingCode.INGEST_DECODE);
        assertThat(refused(whole, arrival("devices/a/telemetry", null, ""))).isEqualTo(FindingCode.INGEST_DECODE);
    }

    private static List<Admitted> passed(Format format, Arrival arrival) {
        Outcome<List<Admitted>> outcome = new IngestStage(List.of(format), MAX).apply(arrival);
        return outcome.fold(it -> it, IngestStageTest::fail, IngestStageTest::fail, IngestStageTest::fail);
    }

    private static List<Admitted> fail(Object finding) {
        throw new AssertionError(finding);
    }

    private static FindingCode refused(Format format, Arrival arrival) {
        return new IngestStage(List.of(format), MAX)
                .apply(arrival)
                .fold(
                        it -> {
                            throw new AssertionError("it passed");
                        },
                        it -> it.code(),
                        it -> it.code(),
                        it -> it.code());
    }

    private static Arrival arrival(String topic, @Nullable String key, String payload) {
        return new Arrival(
                "mqtt", topic, key, Map.of("dev", "from-property"), false, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static Format format(
            DevicePlace.Kind kind, String name, @Nullable Split split, @Nullable String messageId) {
        return format(ContentTypes.JSON, kind, name, split, messageId);
    }

    private static Format format(
            String contentType, DevicePlace.Kind kind, String name, @Nullable Split split, @Nullable String messageId) {
        return new Format(
                "test",
                SourceFile.of("mappings/formats/test.yaml"),
                "domain",
                List.of("purpose"),
                contentType,
                List.of(new TopicPattern("devices/{device}/telemetry"), new TopicPattern("t")),
                new DevicePlace(kind, name, null),
                split,
                null,
                messageId,
                false,
                Duration.ofMinutes(5),
                Duration.ofDays(7),
                6_000,
                List.of());
    }
}
