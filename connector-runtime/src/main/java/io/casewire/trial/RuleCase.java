package io.casewire.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An example of what rules have to say, for people who do not read them.
 *
 * @param place file and line
 * @param fields of the devices, as {@code mappings/identity.yaml} declares them
 * @param parent the device that all others are under, or null
 * @param person whether the devices are a person's, who said nothing; else an organisation's
 * @param messages in the order in which they arrive
 * @param until how long it is watched after its start
 * @param decides all decisions, in order
 * @param writes some of the records that are wanted
 */
public record RuleCase(
        String place,
        String title,
        Map<String, String> fields,
        @Nullable String parent,
        boolean person,
        Instant start,
        List<Message> messages,
        Duration until,
        List<Expected> decides,
        List<Wanted> writes) {

    /** @param at after the start */
    public record Message(Duration at, String topic, byte[] payload) {

        @Override
        public String toString() {
            return topic;
        }
    }

    /** A decision. Null is anything. @param at after the start */
    public record Expected(
            String condition,
            String transition,
            @Nullable String severity,
            @Nullable Duration at,
            @Nullable String device) {

        boolean is(Expected actual) {
            return condition.equals(actual.condition)
                    && transition.equals(actual.transition)
                    && (severity == null || severity.equals(actual.severity))
                    && (at == null || at.equals(actual.at))
                    && (device == null || device.equals(actual.device));
        }

        @Override
        public String toString() {
            return condition + " " + transition
                    + (severity == null ? "" : ", " + severity)
                    + (at == null ? "" : ", at " + seconds(at))
                    + (device == null ? "" : ", of " + device);
        }

        private static String seconds(Duration span) {
            return BigDecimal.valueOf(span.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
        }
    }

    /** A record with some of its fields. */
    public record Wanted(String mapping, Map<String, JsonNode> fields) {}
}
