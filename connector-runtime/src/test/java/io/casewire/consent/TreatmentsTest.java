package io.casewire.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.model.DataClass;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreatmentsTest {
    private static final Instant MARCH = Instant.parse("2026-03-01T08:00:00Z");
    private static final Instant JUNE = Instant.parse("2026-06-01T08:00:00Z");
    private static final String KEY = "a-secret-of-thirty-two-characters";

    private static Treatments location(String treatment) {
        return Treatments.of(DataClass.LOCATION, Treatment.parse(treatment));
    }

    @ParameterizedTest
    @CsvSource({
        "coarsen 0.1, coarsen 1, coarsen 1",
        "coarsen 1h, coarsen 30m, coarsen 1h",
        "coarsen 1h, coarsen 0.1, mask",
        "coarsen 1, pseudonymise, pseudonymise",
        "mask, pseudonymise, mask"
    })
    void shouldAddUpToTheStricter(String one, String other, String stricter) {
        // When
        Treatments both = location(one).and(location(other));

        // Then
        assertThat(both).isEqualTo(location(stricter)).isEqualTo(location(other).and(location(one)));
        assertThat(both.suffice(location(one))).isTrue();
        assertThat(both.suffice(location(other))).isTrue();
    }

    @Test
    void shouldKnowWhatIsNotEnough() {
        Treatments mask = location("mask");
        assertThat(Treatments.NONE.suffice(mask)).isFalse();
        assertThat(location("coarsen 0.1").suffice(location("coarsen 1"))).isFalse();
        assertThat(mask.suffice(Treatments.of(DataClass.HEALTH, Treatment.MASK)))
                .isFalse();
        assertThat(mask.suffice(Treatments.NONE)).isTrue();
    }

    @Test
    void shouldBeReadAsTheyAreWritten() {
        Treatments treatments =
                location("coarsen 0.1").and(Treatments.of(DataClass.IDENTIFIER, Treatment.PSEUDONYMISE));
        assertThat(treatments).hasToString("identifier=pseudonymise,location=coarsen 0.1");
        assertThat(Treatments.parse(treatments.toString())).isEqualTo(treatments);
        assertThat(Treatments.parse(null)).isEqualTo(Treatments.NONE);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "0s", "NaN", "often", "''"})
    void shouldRefuseAGrainThatIsNone(String grain) {
        assertThatThrownBy(() -> Treatment.coarsen(grain)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldGiveTheSamePseudonymForTheSamePurposeAndKeyOnly() {
        // Given
        Pseudonyms pseudonyms = new Pseudonyms(Map.of(MARCH, KEY, JUNE, KEY + "2"));

        // When
        String word = pseudonyms.of("badge-17", "shifts", MARCH);

        // Then
        assertThat(word)
                .startsWith("p-")
                .doesNotContain("17")
                .isEqualTo(pseudonyms.of("badge-17", "shifts", JUNE.minusMillis(1)))
                .isEqualTo(new Pseudonyms(Map.of(MARCH, KEY)).of("badge-17", "shifts", JUNE))
                .isNotEqualTo(pseudonyms.of("badge-18", "shifts", MARCH))
                .isNotEqualTo(pseudonyms.of("badge-17", "safety", MARCH))
                .isNotEqualTo(pseudonyms.of("badge-17", "shifts", JUNE))
                .isNotEqualTo(new Pseudonyms(Map.of(MARCH, KEY + "3")).of("badge-17", "shifts", MARCH));
        assertThat(pseudonyms.of("badge-17", "shifts", MARCH.minusMillis(1))).isNull();
        assertThat(Pseudonyms.NONE.of("badge-17", "shifts", MARCH)).isNull();
        assertThat(pseudonyms.toString()).doesNotContain(KEY);
    }
}
