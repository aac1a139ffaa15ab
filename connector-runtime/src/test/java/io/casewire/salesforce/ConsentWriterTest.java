package io.casewire.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.casewire.consent.Consent;
import io.casewire.consent.Statement;
import io.casewire.consent.Statement.Answer;
import io.casewire.stream.ConsentRecord;
import io.casewire.stream.ConsentTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsentWriterTest {
    private static final String PERSON = "0PK000000000001AAA";
    private static final String PROCESSING = "Individual.HasOptedOutProcessing";
    private static final String EMAIL = "Contact.HasOptedOutOfEmail";

    private final List<ConsentRecord> log = new ArrayList<>();
    private final ConsentWriter writer = new ConsentWriter(log::add, new ConsentTable());

    private static Consent consent(Map<String, Boolean> flags, Statement... statements) {
        return new Consent(PERSON, flags, List.of(statements), false, Consent.AGE_UNKNOWN);
    }

    private static Objection objection(Map<String, Boolean> flags) {
        Objection objection = Objection.none();
        objection.flags().putAll(flags);
        return objection;
    }

    private List<Map<String, Boolean>> written() {
        return log.stream().map(ConsentRecord::flags).toList();
    }

    @Test
    void shouldWriteOnlyWhatIsNew() {
        // When
        writer.answered(consent(Map.of(PROCESSING, false)), System.nanoTime());
        writer.answered(consent(Map.of(PROCESSING, false)), System.nanoTime());
        writer.answered(consent(Map.of(PROCESSING, true)), System.nanoTime());

        // Then
        assertThat(written()).containsExactly(Map.of(PROCESSING, false), Map.of(PROCESSING, true));
    }

    @Test
    void shouldCountAnObjectionAtOnceAndKeepTheRest() {
        // Given
        writer.answered(consent(Map.of(PROCESSING, false, EMAIL, true)), System.nanoTime());

        // When
        writer.heard(PERSON, objection(Map.of(PROCESSING, true)));

        // Then
        assertThat(written()).last().isEqualTo(Map.of(PROCESSING, true, EMAIL, true));
    }

    /** Otherwise nobody would ask again, and the person would stay unknown. */
    @Test
    void shouldKnowWhoseFirstAnswerCameTooLate() {
        // Given
        long asked = System.nanoTime();
        writer.heard(PERSON, objection(Map.of(PROCESSING, true)));

        // When
        writer.answered(consent(Map.of(PROCESSING, false)), asked);

        // Then
        assertThat(written()).isEmpty();
        assertThat(writer.knows(PERSON)).isTrue();
        writer.answered(consent(Map.of(PROCESSING, true)), System.nanoTime());
        assertThat(written()).containsExactly(Map.of(PROCESSING, true));
    }

    @Test
    void shouldNotLetAnAnswerFromBeforeFollowAnEvent() {
        // Given
        writer.answered(consent(Map.of(PROCESSING, false)), System.nanoTime());
        long asked = System.nanoTime();

        // When
        writer.heard(PERSON, objection(Map.of(PROCESSING, true)));
        writer.answered(consent(Map.of(PROCESSING, false)), asked);

        // Then
        assertThat(written()).last().isEqualTo(Map.of(PROCESSING, true));
    }

    @Test
    void shouldBelieveAnAnswerToALaterQuestion() {
        // Given
        writer.answered(consent(Map.of(PROCESSING, true)), System.nanoTime());

        // When
        writer.heard(PERSON, objection(Map.of()));
        writer.answered(consent(Map.of(PROCESSING, false)), System.nanoTime());

        // Then
        assertThat(written()).last().isEqualTo(Map.of(PROCESSING, false));
    }

    @Test
    void shouldWriteNothingOfStrangers() {
        // When
        writer.heard(PERSON, objection(Map.of(PROCESSING, true)));

        // Then
        assertThat(log).isEmpty();
        assertThat(writer.knows(PERSON)).isFalse();
    }

    private static Statement statement(String record, Answer answer) {
        return new Statement(
                Statement.Source.PARTY_CONSENT, record, "Newsletter", "consent", null, answer, null, null, false);
    }

    private List<Statement> heard(Objection objection, Statement... known) {
        writer.answered(consent(Map.of(), known), System.nanoTime());
        writer.heard(PERSON, objection);
        return log.get(log.size() - 1).statements();
    }

    @Test
    void shouldNotCountAYesThatWasTouchedUntilItIsReadAgain() {
        Objection touched = Objection.none();
        touched.touched().addAll(List.of("yes", "no"));
        assertThat(heard(
                        touched,
                        statement("no", Answer.OPT_OUT),
                        statement("other", Answer.OPT_IN),
                        statement("yes", Answer.OPT_IN)))
                .extracting(Statement::record)
                .containsExactly("no", "other");
    }

    @Test
    void shouldCountARefusalAtOnce() {
        Objection refusal = Objection.none();
        refusal.refuse(Statement.Source.PARTY_CONSENT, "yes", null, Set.of());
        assertThat(heard(refusal, statement("yes", Answer.OPT_IN)))
                .extracting(Statement::answer, Statement::purpose)
                .containsExactly(tuple(Answer.OPT_OUT, "Newsletter"));
    }

    @Test
    void shouldCountANewRefusalAtOnceAndOneOfAnotherPurposeNotAtAll() {
        Objection refusal = Objection.none();
        refusal.refuse(Statement.Source.PARTY_CONSENT, "new", null, Set.of("Newsletter"));
        refusal.refuse(Statement.Source.PARTY_CONSENT, "all", null, Objection.EVERY_PURPOSE);
        refusal.refuse(Statement.Source.PARTY_CONSENT, "foreign", null, Set.of());
        assertThat(heard(refusal))
                .extracting(Statement::record, Statement::purpose)
                .containsExactly(tuple("new", "Newsletter"), tuple("all", null));
    }
}
