package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ConsentReportTest {
    private static List<Map<String, Object>> report(TestContent content) {
        return new ConsentReport(content.load()).purposes();
    }

    @Test
    void shouldRegisterWhatIsUsedForWhatAndWhereItGoes() {
        // Given: a field that the purpose does not need
        TestContent content = TestContent.shipped()
                .change(
                        "mappings/formats/machine-maintenance.yaml",
                        text -> text + "  - { name: badge, type: text, dataClass: identifier }\n");

        // When
        Map<String, Object> purpose = report(content).stream()
                .filter(it -> it.get("purpose").equals("machine-maintenance"))
                .findFirst()
                .orElseThrow();

        // Then
        assertThat(purpose)
                .containsEntry("legalBasis", "legitimateInterest")
                .containsEntry("dataUsePurpose", "Machine maintenance")
                .containsEntry("retention", "as long as the org keeps its Cases");
        assertThat(purpose.get("data").toString())
                .contains("machine-maintenance.torque")
                .doesNotContain("badge");
        assertThat(purpose.get("writes"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys("Asset", "Case", "Casewire_Episode__c", "Casewire_Launch__c");
        assertThat(purpose.get("rules").toString()).contains("machine-maintenance/overstrain");
    }

    @Test
    void shouldShowThatNothingServesAPurpose() {
        // When
        List<Map<String, Object>> purposes = report(
                TestContent.shipped()
                        .change(
                                "consent/purposes.yaml",
                                text -> text
                                        + """
                          - name: idle
                            legalBasis: consent
                            description: A purpose that nothing serves.
                        """));

        // Then
        assertThat(purposes).filteredOn("purpose", "idle").singleElement().satisfies(idle -> {
            assertThat(idle.get("rules").toString()).isEqualTo("[]");
            assertThat(idle.get("writes").toString()).isEqualTo("{}");
        });
    }
}
