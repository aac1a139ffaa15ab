package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.cli.BacktestReport.Side;
import io.casewire.stream.Trial;
import io.casewire.trial.AssumedWorld;
import io.casewire.trial.Decided;
import io.casewire.trial.DecidedCase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BacktestReportTest {
    private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");

    private static Decided decided(TestContent content) {
        AssumedWorld world = new AssumedWorld(Map.of(), false, null);
        Decided decided = new Decided();
        try (Trial trial = new Trial(content.load(), 100_000, world, world, EIGHT)) {
            for (String device : new String[] {"press", "mill", "drill"}) {
                int wear = device.equals("drill") ? 250 : 225;
                decided.reading(EIGHT.toEpochMilli());
                trial.message("devices/" + device + "/telemetry", Telemetry.reading(EIGHT, wear), EIGHT)
                        .happened()
                        .forEach(it -> decided.happened(it.step(), it.at().toEpochMilli()));
            }
        }
        return decided;
    }

    /** People called the press's Case and the drill's a false alarm, and one that is not of these readings. */
    private static BacktestReport report() {
        Decided then = decided(TestContent.shipped());
        Decided now = decided(TestContent.shipped()
                .change("rules/machine-maintenance/limits.csv", csv -> csv.replace("L,11000", "L,11500")));
        Set<String> alarms = then.cases().stream()
                .filter(it -> !it.device().equals("mill"))
                .map(DecidedCase::episode)
                .collect(Collectors.toSet());
        alarms.add("of another day");
        assertThat(then.cases()).hasSize(3);
        return BacktestReport.of(new Side("live", then, 7), new Side("draft", now, 5), alarms, Duration.ofSeconds(1));
    }

    private static String printed(BiConsumer<BacktestReport, PrintWriter> how) {
        StringWriter text = new StringWriter();
        try (PrintWriter out = new PrintWriter(text)) {
            how.accept(report(), out);
        }
        return text.toString();
    }

    @Test
    void shouldSayWhatBecomesOfFalseAlarms() throws IOException {
        assertThat(printed(BacktestReport::print))
                .contains(
                        "Cases: 0 new, 2 gone, 0 otherwise; of 2 that people called a false alarm, 1 are gone and 1 stay")
                .containsPattern("- .* press machine-maintenance/overstrain high, called a false alarm")
                .containsPattern("- .* mill machine-maintenance/overstrain high\\n");

        JsonNode json = new ObjectMapper().readTree(report().json(true));
        assertThat(json.at("/falseAlarms/gone").asInt()).isEqualTo(1);
        assertThat(json.at("/falseAlarms/stay").asInt()).isEqualTo(1);
        assertThat(json.path("gone")).hasSize(2);
        assertThat(json.path("new")).isEmpty();
    }

    @Test
    void shouldBeATableForAPullRequest() {
        assertThat(printed(BacktestReport::printMarkdown))
                .contains("| | live | draft |", "|---|---:|---:|", "| Cases | 3 | 1 |", "| | Case |")
                .containsPattern("\\| gone \\| .* press machine-maintenance/overstrain high, called a false alarm \\|");
    }
}
