package io.casewire.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.content.Content;
import io.casewire.model.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCasesTest {
    private static final String CASES = "consent/policies/cases/gdpr.yaml";

    @Test
    void shouldHaveACaseForEveryShippedRule() {
        // When
        Content content = TestContent.shipped().load();

        // Then
        assertThat(content.cases()).hasSizeGreaterThan(60);
        assertThat(content.consent().withoutCase(content.cases())).isEmpty();
    }

    @Test
    void shouldSayWhichCaseComesOutOtherwise() {
        // Given: a policy is changed, and the cases are not
        TestContent content = TestContent.shipped()
                .change("consent/policies/gdpr.drl", text -> text.replace("\"opted out\"", "\"objected\""));

        // When
        List<Finding> findings = content.findings();

        // Then
        assertThat(findings)
                .extracting(finding -> finding.code().id())
                .containsOnly("CONSENT-006")
                .hasSize(4);
        assertThat(findings.get(0).toString())
                .contains(CASES + ":", "A public task, and somebody who objected", "it is denied, 'objected'");
    }

    /** A policy that is left out lets something through, and a case says so. */
    @ParameterizedTest
    @CsvSource({
        "ccpa, Sensitive data",
        "hipaa, health data",
        "eprivacy, said nothing of being called",
        "age, A child said yes by itself",
        "employment, sees neither",
        "organisations, A machine of an organisation"
    })
    void shouldMissEveryLawThatIsLeftOut(String law, String missed) {
        // When
        List<Finding> findings = TestContent.shipped()
                .without("consent/policies/" + law + ".drl")
                .findings();

        // Then
        assertThat(findings).extracting(Finding::toString).anySatisfy(finding -> assertThat(finding)
                .contains(missed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    consent/policies/gdpr.drl | mask( "health"         | mask( "helth"        | CONSENT-005 | unknown data class 'helth'
                    consent/policies/gdpr.drl | coarsen( "location", "0.1" | coarsen( "location", "a bit" | CONSENT-005 | not a duration
                    consent/policies/gdpr.drl | coarsen( "location", "0.1" | coarsen( "location", "0" | CONSENT-005 | neither a number nor a duration
                    consent/policies/gdpr.drl | Purpose( profiling == true ) | Purpose( profilling == true ) | RULE-002 | profilling
                    consent/policies/cases/gdpr.yaml | status: optIn   | status: yes          | CONTENT-001 | status
                    consent/policies/cases/gdpr.yaml | purpose: machine-maintenance | purpose: marketing | CONTENT-003 | does not declare 'marketing'
                    consent/policies/cases/gdpr.yaml | shouldBeForgotten | shouldBeForgoten    | CONTENT-001 | shouldBeForgoten
                    consent/policies/cases/gdpr.yaml | location: coarsen 0.1 | location: blur    | CONTENT-001 | location
                    consent/purposes.yaml     | maxConsentAge: 1h      | minimumAge: 17       | CONTENT-001 | minimumAge
                    """)
    void shouldSayWhatIsWrongWithAFile(String file, String right, String wrong, String code, String says) {
        // When
        List<Finding> findings = TestContent.shipped()
                .change(file, text -> text.replace(right, wrong))
                .findings();

        // Then
        assertThat(findings).as("%s", findings).anySatisfy(finding -> {
            assertThat(finding.code().id()).isEqualTo(code);
            assertThat(finding.where()).startsWith(file + ":");
            assertThat(finding.toString()).contains(says);
        });
    }
}
