package io.casewire.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicPatternTest {
    @Test
    void shouldTellNamedSegments() {
        TopicPattern pattern = new TopicPattern("plant/{hall}/{device}/telemetry");

        assertThat(pattern.match("plant/2/press/telemetry")).isEqualTo(Map.of("hall", "2", "device", "press"));
        assertThat(pattern.names("hall")).isTrue();
        assertThat(pattern.names("plant")).isFalse();
    }

    @Test
    void shouldTakeAnEmptySegment() {
        assertThat(new TopicPattern("devices/{device}/telemetry").match("devices//telemetry"))
                .isEqualTo(Map.of("device", ""));
        assertThat(new TopicPattern("devices/+").match("devices/")).isEmpty();
    }

    @Test
    void shouldRefuseAnotherTopic() {
        TopicPattern pattern = new TopicPattern("devices/{device}/telemetry");

        assertThat(pattern.match("devices/press")).isNull();
        assertThat(pattern.match("devices/press/telemetry/more")).isNull();
        assertThat(pattern.match("devices/press/telemetry/")).isNull();
        assertThat(pattern.match("devices/press/telemetr")).isNull();
        assertThat(pattern.match("devices/press/telemetryx")).isNull();
        assertThat(pattern.match("Devices/press/telemetry")).isNull();
        assertThat(pattern.match("")).isNull();
    }

    @Test
    void shouldTakeOneSegmentOrTheRest() {
        assertThat(new TopicPattern("a/+/c").match("a/b/c")).isEmpty();
        assertThat(new TopicPattern("a/+/c").match("a/b/b/c")).isNull();
        assertThat(new TopicPattern("a/{d}/#").match("a/b/c/d")).isEqualTo(Map.of("d", "b"));
        assertThat(new TopicPattern("#").match("a/b")).isEmpty();
        // MQTT 5.0, 4.7.1.2: the multi-level wildcard represents the parent too
        assertThat(new TopicPattern("a/#").match("a")).isEmpty();
    }
}
