package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final List<Row> ROWS = List.of(
            new Row("Decided", "readings/s", Spread.of(40_000, 50_000, 45_000), Spread.of(90_000), ">= 25 %"),
            Row.of("Ready", "s", Spread.of(7.25), "<= 12 s"));

    @Test
    void shouldPrintAMarkdownTable() {
        // When
        String table = Report.markdown(ROWS);

        // Then
        assertThat(table)
                .contains(
                        "| Decided | 45,000 readings/s (40,000 to 50,000) | 90,000 readings/s (90,000 to 90,000) | 50 % | >= 25 % |\n")
                .contains("| Ready | 7.3 s (7.3 to 7.3) |  |  | <= 12 s |\n");
    }

    @Test
    void shouldPrintJson() throws IOException {
        // When
        JsonNode report = new ObjectMapper().readTree(Report.json(ROWS));

        // Then
        assertThat(report.at("/rows/0/measured/median").doubleValue()).isEqualTo(45_000);
        assertThat(report.at("/rows/0/measured/runs").intValue()).isEqualTo(3);
        assertThat(report.at("/rows/0/percentOfBaseline").doubleValue()).isEqualTo(50);
        assertThat(report.at("/rows/1/measured/max").doubleValue()).isEqualTo(7.25);
        assertThat(report.at("/rows/1/baseline").isMissingNode()).isTrue();
    }
}
