package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.TestContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TryAndTestCommandTest {
    private static final String WORN =
            """
            {"ts":"2026-03-01T08:00:00Z","type":"M","airTemperature":300,"processTemperature":310,"rotationalSpeed":1400,\
            "torque":60,"toolWear":210}""";
    private static final String[] ARRIVES = {"--topic", "devices/press-7/telemetry", "--at", "2026-03-01T08:00:01Z"};

    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void configure() throws IOException {
        config = Files.writeString(folder.resolve("casewire.yaml"), "contentFolder: content\n");
    }

    private CliRun cli(TestContent content) throws IOException {
        content.writeAllTo(Files.createDirectory(folder.resolve("content")));
        return new CliRun(config);
    }

    private String file(String payload) throws IOException {
        return Files.writeString(folder.resolve("message"), payload).toString();
    }

    @Test
    void shouldTellStageByStageWhatWouldCome() throws IOException {
        CliRun cli = cli(TestContent.shipped());

        int exit = cli.run("try", file(WORN), ARRIVES[0], ARRIVES[1], ARRIVES[2], ARRIVES[3]);

        assertThat(exit).isZero();
        assertThat(cli.output())
                .contains(
                        "format machine-maintenance, device press-7",
                        "consent   passed",
                        "rule machine-maintenance/overstrain: holds",
                        "rule machine-maintenance/power: does not hold",
                        "would write Case, mapping case",
                        "nothing was sent");
    }

    @Test
    void shouldSayThatNoRuleIsAskedWhileSomebodyWorksOnTheDevice() throws IOException {
        CliRun cli = cli(TestContent.shipped());
        String[] worn = {"try", file(WORN), ARRIVES[0], ARRIVES[1], ARRIVES[2], ARRIVES[3], "--field"};

        cli.run(with(worn, "maintenanceTo=2026-03-01T11:00:00Z"));

        assertThat(cli.output())
                .contains("rules     skipped", "RULE-008 mappings/maintenance.yaml:6:5", "until 2026-03-01T11:00:00Z")
                .contains("mapping   passed", "mapping asset")
                .doesNotContain("overstrain", "episodes  ");

        // And: what is no time is no answer to when
        assertThat(cli.run(with(worn, "maintenanceTo=tomorrow"))).isNotZero();
        assertThat(cli.output()).contains("'maintenanceTo' is a time");
    }

    @Test
    void shouldTellAsJson() throws IOException {
        CliRun cli = cli(TestContent.shipped());

        cli.run("try", file(WORN), ARRIVES[0], ARRIVES[1], ARRIVES[2], ARRIVES[3], "--json");

        JsonNode said = new ObjectMapper().readTree(cli.output());
        assertThat(said.at("/steps/0/rules/machine-maintenance~1overstrain").asText())
                .isEqualTo("true");
        assertThat(said.at("/steps/0/explanation/decisions/0/transition").asText())
                .isEqualTo("opened");
        assertThat(said.at("/steps/0/writes").findValuesAsText("mapping")).containsExactly("case", "episode", "asset");
        // With a column, what was written down before columns were told would count as decided otherwise.
        assertThat(said.at("/steps/0/explanation/decisions/0").toString())
                .containsPattern("\"rules/machine-maintenance/overstrain\\.drl:\\d+\"");
    }

    @Test
    void shouldTakeFieldsOfDevicesThatOneOfTwoContentsDeclares() throws IOException {
        CliRun cli = cli(TestContent.shipped());
        Path draft = Files.createDirectory(folder.resolve("draft"));
        TestContent.shipped().declaring("tier: Account.Rating").writeAllTo(draft);
        Path recording = Files.writeString(
                folder.resolve("recording.jsonl"),
                "{\"tst\":\"2026-03-01T08:00:01Z\",\"topic\":\"devices/press-7/telemetry\",\"qos\":1,\"retain\":0,\"payload\":"
                        + WORN + "}\n");
        String[] backtest = {
            "backtest",
            "--file",
            recording.toString(),
            "--content",
            draft.toString(),
            "--against",
            folder.resolve("content").toString(),
            "--field"
        };

        assertThat(cli.run(with(backtest, "tier=gold"))).as(cli.output()).isZero();
        assertThat(cli.run(with(backtest, "teir=gold"))).isNotZero();
        assertThat(cli.output()).contains("Did you mean tier?");
    }

    private static String[] with(String[] arguments, String last) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = last;
        return all;
    }

    @Test
    void shouldSayWhereItEnds() throws IOException {
        CliRun cli = cli(TestContent.shipped());

        assertThat(cli.run("try", file(WORN), "--topic", "elsewhere")).isEqualTo(1);
        assertThat(cli.output()).contains("INGEST-001");
        assertThat(cli.run("try", file("no JSON"), ARRIVES[0], ARRIVES[1])).isEqualTo(1);
        assertThat(cli.output()).contains("quality   failed: ", "dead letter: ");
        assertThat(cli.run("try", folder.resolve("absent").toString(), ARRIVES[0], ARRIVES[1]))
                .isEqualTo(1);
        assertThat(cli.output()).contains("there is no file to read");
        assertThat(cli.run("try", file(WORN), ARRIVES[0], ARRIVES[1], ARRIVES[2], ARRIVES[3], "--person"))
                .isZero();
        assertThat(cli.output()).contains("allowed, legitimate interest");
    }

    @Test
    void shouldPlayAllCases() throws IOException {
        CliRun cli = cli(TestContent.shipped());

        int exit = cli.run("test");

        assertThat(exit).isZero();
        assertThat(cli.output()).contains("come out as they say, 0 do not").doesNotContain("no case shows");
    }

    @Test
    void shouldCheckCases() throws IOException {
        CliRun cli = cli(TestContent.shipped()
                .change(
                        "rules/machine-maintenance/cases/power.yaml",
                        yaml -> yaml.replaceFirst("condition: machine-maintenance/power", "condition: power")));

        int exit = cli.run("check");

        assertThat(exit).isEqualTo(1);
        assertThat(cli.output())
                .contains("CONTENT-003 rules/machine-maintenance/cases/power.yaml:12:11: there is no rule 'power'");
    }

    @Test
    void shouldSayWhichCasesComeOutDifferently() throws IOException {
        CliRun cli = cli(TestContent.shipped()
                .change("rules/machine-maintenance/limits.csv", csv -> csv.replace("M,12000", "M,13000")));

        int exit = cli.run("test");

        assertThat(exit).isEqualTo(1);
        assertThat(cli.output())
                .contains(
                        "rules/machine-maintenance/cases/overstrain.yaml:8:5  A tool of a medium-quality product",
                        "- decides machine-maintenance/overstrain opened, high");
    }
}
