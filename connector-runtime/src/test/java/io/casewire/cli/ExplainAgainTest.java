package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.pipeline.Explanation;
import io.casewire.stream.Json;
import io.casewire.stream.Trial;
import io.casewire.trial.AssumedWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainAgainTest {
    private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");

    private static byte[] explanation(TestContent content) {
        AssumedWorld world = new AssumedWorld(Map.of(), false, null);
        try (Trial trial = new Trial(content.load(), 100_000, world, world, EIGHT)) {
            List<Explanation> made =
                    trial.message("devices/press/telemetry", Telemetry.reading(EIGHT, 230), EIGHT).happened().stream()
                            .flatMap(it -> it.step().explanations().stream())
                            .toList();
            assertThat(made).hasSize(1);
            return Json.bytes(made.get(0));
        }
    }

    @Test
    void shouldFindTheSameDecisionTheSame() throws IOException {
        assertThat(ExplainAgain.compare(explanation(TestContent.shipped()), explanation(TestContent.shipped())))
                .isEmpty();
    }

    @Test
    void shouldNoticeEveryByteThatIsOtherwise() throws IOException {
        byte[] then = explanation(TestContent.shipped());
        byte[] again = explanation(TestContent.shipped());
        assertThat(new String(then, StandardCharsets.UTF_8))
                .contains("\"toolWear\":230.0", "\"maxOverstrain\":11000.0", "\"content\":\"");

        for (int i = 0; i < then.length; i++) {
            byte[] altered = then.clone();
            altered[i] ^= 1;
            assertThat(ExplainAgain.compare(altered, again)).as("byte %s", i).isNotEmpty();
        }
    }

    @Test
    void shouldSayWhatIsOtherwise() throws IOException {
        byte[] then = explanation(TestContent.shipped());
        byte[] lowered = explanation(TestContent.shipped()
                .change("rules/machine-maintenance/limits.csv", csv -> csv.replace("L,11000", "L,10500")));

        assertThat(ExplainAgain.compare(then, lowered))
                .contains("/limits/maxOverstrain was 11000.0 and is 10500.0")
                .anyMatch(line -> line.startsWith("/content was "));
        assertThat(ExplainAgain.compare(then, null)).containsExactly("nothing comes of it any more");
    }
}
