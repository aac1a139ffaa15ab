package io.casewire.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.mapping.Write;
import io.casewire.stream.Trial;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What mappings and texts are told they may name is what they see. */
class PlacesTest {
    private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");
    private static final String DESCRIPTION = "{ target: Description, from: .text.reason, write: create }";

    @Test
    void shouldKnowEveryPlaceThatThereIs() throws JsonProcessingException {
        Set<String> places = new TreeSet<>();
        TestContent seeing = TestContent.shipped()
                .change(
                        "mappings/case.yaml",
                        yaml -> yaml.replace(
                                DESCRIPTION, "{ target: Description, from: 'to-json(.)', write: always }"));
        AssumedWorld world = new AssumedWorld(Map.of("model", "VMC-850"), true, null);
        try (Trial trial = new Trial(seeing.load(), 100_000, world, world, EIGHT)) {
            for (int second = 0; second < 2; second++) {
                Instant at = EIGHT.plusSeconds(second);
                byte[] payload = Telemetry.reading(at, second == 0 ? 230 : 10);
                for (Trial.Happened happened :
                        trial.message("devices/press/telemetry", payload, at).happened()) {
                    for (Write write : happened.step().writes()) {
                        if (write.mapping().equals("case")) {
                            places.addAll(
                                    places(write.always().get("Description").asText()));
                        }
                    }
                }
            }
        }
        assertThat(places)
                .contains(
                        "reading.torque",
                        "limits.maxOverstrain",
                        "episode.clearedAt",
                        "device.model",
                        "party.contactId");

        String all = places.stream().map(place -> "{" + place + "}").collect(Collectors.joining(" "));
        assertThat(TestContent.shipped()
                        .change(
                                "rules/machine-maintenance/texts.yaml",
                                yaml -> yaml.replaceFirst("reason: \".*\"", "reason: \"" + all + "\""))
                        .findings())
                .isEmpty();
    }

    private static Set<String> places(String view) throws JsonProcessingException {
        Set<String> places = new TreeSet<>();
        JsonNode json = new ObjectMapper().readTree(view);
        json.properties()
                .forEach(part ->
                        part.getValue().fieldNames().forEachRemaining(name -> places.add(part.getKey() + "." + name)));
        return places;
    }
}
