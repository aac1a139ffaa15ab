package io.casewire.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.stream.ConsentRecord;
import io.casewire.stream.ConsentTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsentWriterTest {
    private static final String PERSON = "0PK000000000001AAA";
    private static final String PROCESSING = "Individual.HasOptedOutProcessing";
    private static final String EMAIL = "Contact.HasOptedOutOfEmail";

    private final List<ConsentRecord> log = new ArrayList<>();
    private final ConsentWriter writer = new ConsentWriter(log::add, new ConsentTable());

    private List<Map<String, Boolean>> written() {
        return log.stream().map(ConsentRecord::flags).toList();
    }

    @Test
    void shouldWriteOnlyWhatIsNew() {
        // When
        writer.answered(PERSON, Map.of(PROCESSING, false), System.nanoTime());
        writer.answered(PERSON, Map.of(PROCESSING, false), System.nanoTime());
        writer.answered(PERSON, Map.of(PROCESSING, true), System.nanoTime());

        // Then
        assertThat(written()).containsExactly(Map.of(PROCESSING, false), Map.of(PROCESSING, true));
    }

    @Test
    void shouldCountAnObjectionAtOnceAndKeepTheRest() {
        // Given
        writer.answered(PERSON, Map.of(PROCESSING, false, EMAIL, true), System.nanoTime());

        // When
        writer.heard(PERSON, Map.of(PROCESSING, true));

        // Then
        assertThat(written()).last().isEqualTo(Map.of(PROCESSING, true, EMAIL, true));
    }

    /** Otherwise nobody would ask again, and the person would stay unknown. */
    @Test
    void shouldKnowWhoseFirstAnswerCameTooLate() {
        // Given
        long asked = System.nanoTime();
        writer.heard(PERSON, Map.of(PROCESSING, true));

        // When
        writer.answered(PERSON, Map.of(PROCESSING, false), asked);

        // Then
        assertThat(written()).isEmpty();
        assertThat(writer.knows(PERSON)).isTrue();
        writer.answered(PERSON, Map.of(PROCESSING, true), System.nanoTime());
        assertThat(written()).containsExactly(Map.of(PROCESSING, true));
    }

    @Test
    void shouldNotLetAnAnswerFromBeforeFollowAnEvent() {
        // Given
        writer.answered(PERSON, Map.of(PROCESSING, false), System.nanoTime());
        long asked = System.nanoTime();

        // When
        writer.heard(PERSON, Map.of(PROCESSING, true));
        writer.answered(PERSON, Map.of(PROCESSING, false), asked);

        // Then
        assertThat(written()).last().isEqualTo(Map.of(PROCESSING, true));
    }

    @Test
    void shouldBelieveAnAnswerToALaterQuestion() {
        // Given
        writer.answered(PERSON, Map.of(PROCESSING, true), System.nanoTime());

        // When
        writer.heard(PERSON, Map.of());
        writer.answered(PERSON, Map.of(PROCESSING, false), System.nanoTime());

        // Then
        assertThat(written()).last().isEqualTo(Map.of(PROCESSING, false));
    }

    @Test
    void shouldWriteNothingOfStrangers() {
        // When
        writer.heard(PERSON, Map.of(PROCESSING, true));

        // Then
        assertThat(log).isEmpty();
        assertThat(writer.knows(PERSON)).isFalse();
    }
}
