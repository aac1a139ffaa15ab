package io.casewire.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentLoaderTest {
    private static final String RULE = "rules/machine-maintenance/overstrain.drl";

    @Test
    void shouldLoadTheShippedContent() {
        // When
        Content content = TestContent.shipped().load();

        // Then
        assertThat(content.rules())
                .extracting(group -> group.domain() + " " + group.conditions().size())
                .containsExactlyInAnyOrder("finance 3", "health 2", "machine-maintenance 4", "offers 1", "retail 1");
        assertThat(content.version()).matches("[0-9a-f]{12}");
    }

    @Test
    void shouldGiveAnotherVersionToAnyChange() {
        // Given
        String before = TestContent.shipped().files().version();

        // When
        String after = TestContent.shipped()
                .change("rules/machine-maintenance/limits.csv", text -> text.replace("8.6", "8.7"))
                .files()
                .version();

        // Then
        assertThat(after).isNotEqualTo(before);
        assertThat(TestContent.shipped().files().version()).isEqualTo(before);
    }

    /** Each row: a file, what is written wrongly, and the finding it has to give, with its line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    rules/machine-maintenance/overstrain.drl  | toolWear * torque | toolWaer * torque | RULE-002 | rules/machine-maintenance/overstrain.drl:8
                    rules/machine-maintenance/overstrain.drl  | then              | than              | RULE-001 | rules/machine-maintenance/overstrain.drl:
                    rules/machine-maintenance/overstrain.drl  | maxOverstrain     | maxOverstrian     | RULE-002 | rules/machine-maintenance/overstrain.drl:8
                    rules/machine-maintenance/overstrain.drl  | "high"            | "hgih"            | RULE-006 | rules/machine-maintenance/overstrain.drl:5
                    rules/machine-maintenance/overstrain.drl  | Reading( toolWear * torque > limits.maxOverstrain ) | Limits( maxOverstrain > 1 ) | RULE-006 | rules/machine-maintenance/overstrain.drl:5
                    rules/machine-maintenance/overstrain.drl  | conditions.holds( $reading ) | $reading.setTorque( 1 ) | RULE-003 | rules/machine-maintenance/overstrain.drl:
                    rules/machine-maintenance/limits.csv      | 8.6,K             | eight,K           | CONTENT-001 | rules/machine-maintenance/limits.csv:2
                    rules/machine-maintenance/texts.yaml      | machine-maintenance/power: | machine-maintenance/pwr: | CONTENT-003 | rules/machine-maintenance/texts.yaml:7
                    mappings/case.yaml                        | write: create, whenMissing: reject } | wirte: create } | CONTENT-001 | mappings/case.yaml:14
                    mappings/case.yaml                        | .text.subject     | now()             | CONTENT-005 | mappings/case.yaml:14
                    mappings/case.yaml                        | from: .text.subject | from: '.text.' | CONTENT-005 | mappings/case.yaml:14
                    mappings/case.yaml                        | kind: Mapping     | kind: Maping      | CONTENT-001 | mappings/case.yaml:4
                    mappings/asset.yaml                       | atMost: { writes: 1, per: 1d } |  | CONTENT-001 | mappings/asset.yaml:6
                    mappings/episode.yaml                     | mapping: case     | mapping: csae     | CONTENT-003 | mappings/episode.yaml
                    mappings/case.yaml                        | object: Case, externalId: Casewire_Episode_Key__c, | flow: Case, | CONTENT-001 | mappings/case.yaml:9
                    mappings/case.yaml                        | object: Case, externalId: Casewire_Episode_Key__c, | event: Case__e, | CONTENT-001 | mappings/case.yaml:11
                    mappings/case.yaml                        | object: Case,     | object: Case, flow: Case, | CONTENT-001 | mappings/case.yaml:9
                    mappings/case.yaml                        | externalId: Casewire_Episode_Key__c, | | CONTENT-001 | mappings/case.yaml:9
                    mappings/case.yaml                        | lane: .device     | when: '.a' + | CONTENT-002 | mappings/case.yaml
                    mappings/episode.yaml                     | mapping: case     | mapping: episode  | CONTENT-003 | mappings/episode.yaml
                    mappings/episode.yaml                     | after: { mapping: case | insteadOf: { mapping: csae | CONTENT-003 | mappings/episode.yaml
                    mappings/identity.yaml                    | unknownDevice: register | unknownDevice: ignore | CONTENT-001 | mappings/identity.yaml:11
                    mappings/formats/machine-maintenance.yaml | purposes: [machine-maintenance] | purposes: [marketing] | CONTENT-003 | mappings/formats/machine-maintenance.yaml
                    mappings/formats/machine-maintenance.yaml | name: device      | name: devise      | CONTENT-003 | mappings/formats/machine-maintenance.yaml:9
                    mappings/formats/machine-maintenance.yaml | fields:           | fields: [         | CONTENT-002 | mappings/formats/machine-maintenance.yaml:
                    camel-routes/40-org-case-changes.camel.yaml | uri: casewire-journal | uri: direct | CONTENT-006 | camel-routes/40-org-case-changes.camel.yaml:8
                    consent/purposes.yaml                     | maxConsentAge: 1h | maxConsentAge: long | CONTENT-001 | consent/purposes.yaml:39
                    consent/policies/gdpr.drl                 | optedOutOfProcessing == "yes" | optedOut == "yes" | RULE-002 | consent/policies/gdpr.drl:91
                    """)
    void shouldNameFileLineAndReason(String file, String right, String wrong, String code, String where) {
        // Given
        TestContent content =
                TestContent.shipped().change(file, text -> text.replace(right, wrong == null ? "" : wrong));

        // When
        List<Finding> findings = content.findings();

        // Then
        assertThat(findings).isNotEmpty();
        assertThat(findings).as("%s", findings).anySatisfy(finding -> {
            assertThat(finding.code().id()).isEqualTo(code);
            assertThat(finding.where()).startsWith(where);
        });
    }

    @Test
    void shouldRefuseToWaitForWhatMayNeverBeWritten() {
        TestContent content = TestContent.shipped()
                .change("mappings/case.yaml", text -> text + "insteadOf: { mapping: asset, key: .episode.key }\n");
        assertThat(content.findings()).isNotEmpty().allSatisfy(finding -> assertThat(finding.what())
                .contains("'case' only stands in for another"));
    }

    /** The examples of the how-to, each with what the first one says before them. */
    @Test
    void shouldTakeTheMappingsOfTheHowTo() throws Exception {
        String text = Files.readString(TestContent.repository().resolve("docs/how-to/reach-more-of-the-org.md"));
        TestContent content = TestContent.shipped();
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(text);
        int found = 0;
        while (block.find()) {
            String mapping = block.group(1);
            String before = mapping.startsWith("apiVersion")
                    ? ""
                    : "apiVersion: casewire.io/v1\nkind: Mapping\nfrom: decision\n"
                            + (mapping.contains("\non:") ? "" : "on: [opened]\n");
            content = content.with("mappings/how-to-" + found++ + ".yaml", before + mapping);
        }
        assertThat(found).isEqualTo(6);
        assertThat(content.findings()).isEmpty();
    }

    @Test
    void shouldReportAllProblemsAtOnce() {
        // Given
        TestContent content = TestContent.shipped()
                .change(RULE, text -> text.replace("toolWear * torque", "toolWaer * torque"))
                .change("mappings/case.yaml", text -> text.replace(".text.subject", "now()"))
                .change("mappings/identity.yaml", text -> text.replace("retry: 2s", "retry: soon"));

        // When
        List<Finding> findings = content.findings();

        // Then
        assertThat(findings)
                .extracting(Finding::code)
                .contains(FindingCode.RULE_FIELD, FindingCode.CONTENT_EXPRESSION, FindingCode.CONTENT_SCHEMA);
    }

    /** Each row: a signal, and the finding it has to give. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    { name: s, function: average, of: torqe, window: 1m } | CONTENT-003 | only
                    { name: s, function: average, of: type, window: 1m } | CONTENT-001 | neither a number nor a Boolean
                    { name: s, function: average, of: torque } | CONTENT-001 | window
                    { name: s, function: percentile, of: torque, window: 1m } | CONTENT-001 | percentile
                    { name: s, function: average, of: torque, window: 1m, percentile: 5 } | CONTENT-001 | percentile
                    { name: s, function: last, of: torque, window: 1m } | CONTENT-001 | window
                    { name: s, function: mean, of: torque, window: 1m } | CONTENT-001 | average
                    { name: s, function: count, window: 1m, windows: hopping } | CONTENT-001 | tumbling
                    { name: s, function: count, window: 1m, lateness: 5s } | CONTENT-001 | only a tumbling window waits
                    { name: s, function: count, window: 0s, windows: tumbling } | CONTENT-001 | at least 1ms
                    { name: s, function: count, window: 99ms } | CONTENT-001 | at least 100ms
                    { name: s, function: count, window: 1m, windows: tumbling, lateness: 61s } | CONTENT-001 | as long as
                    { name: s, function: count, window: 91d } | CONTENT-001 | state.expireAfter
                    { name: s, function: anomaly } | CONTENT-001 | of
                    { name: s, function: anomaly, of: torque, window: 1m } | CONTENT-001 | window
                    { name: s, function: anomaly, of: [torque, torqe] } | CONTENT-003 | only
                    { name: s, function: anomaly, of: [torque, type] } | CONTENT-001 | neither a number nor a Boolean
                    { name: s, function: change, of: [torque, toolWear] } | CONTENT-001 | of
                    """)
    void shouldSayWhatIsWrongWithASignal(String signal, String code, String says) {
        // When
        List<Finding> findings = signals(signal).findings();

        // Then
        assertThat(findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.code().id()).isEqualTo(code);
            assertThat(finding.where()).startsWith("mappings/signals/wrong.yaml:6");
        });
        assertThat(findings.toString()).contains(says);
    }

    @Test
    void shouldNotForgetDevicesWithinAnHour() {
        assertThat(TestContent.shipped()
                        .change("mappings/identity.yaml", yaml -> yaml + "state: { expireAfter: 59m }\n")
                        .findings())
                .anySatisfy(finding -> {
                    assertThat(finding.where()).startsWith("mappings/identity.yaml:");
                    assertThat(finding.what()).contains("at least 1h");
                });
    }

    @Test
    void shouldTakeSignalsOfEveryKind() {
        assertThat(signals("{ name: s, function: count, of: type, window: 1m, windows: session }")
                        .load()
                        .signals())
                .anySatisfy(signal -> assertThat(signal.name()).isEqualTo("s"));
        assertThat(signals("{ name: s, function: anomaly, of: [torque, toolWear] }")
                        .load()
                        .signals())
                .anySatisfy(signal -> assertThat(signal.of()).containsExactly("torque", "toolWear"));
    }

    private static TestContent signals(String signal) {
        return TestContent.shipped().withSignals("mappings/signals/wrong.yaml", signal);
    }
}
