package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scoring table in the files, and what it makes of readings. */
class ScoreTest {
    private static final String TABLE = "rules/machine-maintenance/news2.csv";

    /** NEWS2, Royal College of Physicians 2017, oxygen saturation on scale 1. */
    private static final String NEWS2 =
            """
            field,upTo,points,description
            respirationRate,8,3,
            respirationRate,11,1,
            respirationRate,20,0,
            respirationRate,24,2,
            respirationRate,,3,
            saturation,91,3,
            saturation,93,2,
            saturation,95,1,
            saturation,,0,
            oxygen,0,0,
            oxygen,,2,
            systolic,90,3,
            systolic,100,2,
            systolic,110,1,
            systolic,219,0,
            systolic,,3,
            pulse,40,3,
            pulse,50,1,
            pulse,90,0,
            pulse,110,1,
            pulse,130,2,
            pulse,,3,
            alert,0,3,
            alert,,0,
            temperature,35.0,3,
            temperature,36.0,1,
            temperature,38.0,0,
            temperature,39.0,1,
            temperature,,2,
            """;

    private static TestContent content(String table) {
        return TestContent.shipped()
                .with(TABLE, table)
                .with(
                        "mappings/formats/vitals.yaml",
                        """
                        apiVersion: casewire.io/v1
                        kind: Format
                        name: vitals
                        domain: machine-maintenance
                        purposes: [machine-maintenance]
                        contentType: json
                        sources: [vitals/+]
                        device: { from: path, name: device }
                        fields:
                          - { name: respirationRate, type: number }
                          - { name: saturation, type: number }
                          - { name: oxygen, type: boolean }
                          - { name: systolic, type: number }
                          - { name: pulse, type: number }
                          - { name: alert, type: boolean }
                          - { name: temperature, type: number }
                        """)
                .withSignals(
                        "mappings/signals/news2.yaml",
                        "{ name: news2, function: score, table: " + TABLE + ", window: 12h }",
                        "{ name: news2Worst, function: worst, table: " + TABLE + ", window: 12h }");
    }

    private static @Nullable Map<String, Object> signals(TestRun run, Duration after, String vitals) {
        Step step = run.deliverAs("vitals", "wrist-1", after, vitals.getBytes(StandardCharsets.UTF_8));
        Explanation said = step.explain();
        assertThat(said).isNotNull();
        return said.signals();
    }

    private static String vitals(
            double breaths,
            double saturation,
            boolean oxygen,
            double systolic,
            double pulse,
            boolean alert,
            double warm) {
        return """
                {"device":"wrist-1","respirationRate":%s,"saturation":%s,"oxygen":%s,"systolic":%s,"pulse":%s,\
                "alert":%s,"temperature":%s}"""
                .formatted(breaths, saturation, oxygen, systolic, pulse, alert, warm);
    }

    @ParameterizedTest
    @CsvSource({
        "16, 97, false, 120, 75,  true,  37.0, 0,  0",
        "22, 94, false, 105, 112, true,  38.5, 7,  2",
        "12, 96, true,  111, 51,  true,  36.1, 2,  2",
        "20, 95, false, 110, 90,  false, 36.0, 6,  3",
        "8,  91, true,  90,  40,  false, 35.0, 20, 3",
        "25, 96, false, 220, 131, true,  39.1, 11, 3",
    })
    void shouldAddUpWhatVitalsAreWorth(
            double breaths,
            double saturation,
            boolean oxygen,
            double systolic,
            double pulse,
            boolean alert,
            double warm,
            double score,
            double worst) {
        try (TestRun run = new TestRun(content(NEWS2).load(), new TestWorld())) {
            assertThat(signals(run, Duration.ZERO, vitals(breaths, saturation, oxygen, systolic, pulse, alert, warm)))
                    .containsEntry("news2", score)
                    .containsEntry("news2Worst", worst);
        }
    }

    @Test
    void shouldTakeWhatWasSaidLastOfEachField_forAsLongAsItCounts() {
        try (TestRun run = new TestRun(content(NEWS2).load(), new TestWorld())) {
            assertThat(signals(run, Duration.ZERO, "{\"device\":\"wrist-1\",\"pulse\":132}"))
                    .doesNotContainKey("news2");
            assertThat(signals(run, Duration.ofMinutes(1), vitals(16, 97, false, 120, 132, true, 37)))
                    .containsEntry("news2", 3.0);
            assertThat(signals(run, Duration.ofMinutes(2), "{\"device\":\"wrist-1\",\"pulse\":95}"))
                    .containsEntry("news2", 1.0);
            assertThat(signals(run, Duration.ofHours(13), "{\"device\":\"wrist-1\",\"pulse\":75}"))
                    .doesNotContainKey("news2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    respirationRate,20,0,     | respirationRate,10,0,    | news2.csv:4 | have to go upwards
                    respirationRate,20,0,     | respirationRate,many,0,  | news2.csv:4 | have to be numbers
                    respirationRate,20,0,     | respirationRate,20       | news2.csv:4 | as many cells as the header
                    respirationRate,,3,       | respirationRate,30,3,    | news2.csv   | no row with an empty upTo
                    field,upTo,points         | field,upTo,worth         | news2.csv:1 | the column 'points' is missing
                    respirationRate,20,0,     | respirationRate,NaN,0,   | news2.csv:4 | have to be numbers
                    pulse,40,3,               | puls,,3,                 | news2.yaml  | has a field 'puls'
                    """)
    void shouldSayWhatIsWrongWithATable(String right, String wrong, String where, String what) {
        assertThat(content(NEWS2.replace(right, wrong)).findings()).anySatisfy(finding -> {
            assertThat(finding.where()).contains(where);
            assertThat(finding.what()).contains(what);
        });
    }

    @Test
    void shouldRefuseATableWithoutRows() {
        assertThat(content("field,upTo,points\n").findings())
                .anySatisfy(finding -> assertThat(finding.what()).contains("no row that says what a value is worth"));
    }

    @Test
    void shouldNameTheNearestTable() {
        assertThat(content(NEWS2)
                        .change(
                                "mappings/signals/news2.yaml",
                                yaml -> yaml.replace("maintenance/news2.csv", "maintenance/news.csv"))
                        .findings())
                .anySatisfy(finding -> assertThat(finding.what()).contains("Did you mean " + TABLE + "?"));
    }
}
