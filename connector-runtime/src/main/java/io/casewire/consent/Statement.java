package io.casewire.consent;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One record in which a person says yes or no.
 *
 * @param record its id in the org
 * @param purpose the name of the DataUsePurpose it is about; null when it is about every one
 * @param legalBasis what that purpose stands on in the org, as purposes.yaml writes it; null when the org does not say
 * @param channel the contact point it is about; null for none
 * @param from in force from then on, epoch milliseconds; null for always
 * @param to in force before then; null for ever
 * @param doubly whether it was confirmed a second time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record Statement(
        Source source,
        String record,
        @Nullable String purpose,
        @Nullable String legalBasis,
        @Nullable Channel channel,
        Answer answer,
        @Nullable Long from,
        @Nullable Long to,
        boolean doubly) {

    /** The object it is a record of. */
    public enum Source {
        CONTACT_POINT_TYPE_CONSENT("ContactPointTypeConsent", "PartyId"),
        /** What is said to being reached at one address or number; not to a purpose as such. */
        CONTACT_POINT_CONSENT("ContactPointConsent", "ContactPointId"),
        PARTY_CONSENT("PartyConsent", "PartyId"),
        AUTHORIZATION_FORM_CONSENT("AuthorizationFormConsent", "ConsentGiverId");

        private final String object;
        private final String giver;

        Source(String object, String giver) {
            this.object = object;
            this.giver = giver;
        }

        /** The field that leads to the person. */
        public String giver() {
            return giver;
        }

        public String object() {
            return object;
        }
    }

    /** What was said. The later of two constants is the one that counts where records differ. */
    public enum Answer {
        NONE("none"),
        NOT_SEEN("notSeen"),
        SEEN("seen"),
        OPT_IN("optIn"),
        OPT_OUT("optOut"),
        /** The records of this kind may not be read. */
        HIDDEN("hidden");

        private final String label;

        Answer(String label) {
            this.label = label;
        }

        /** As policies write it. */
        public String label() {
            return label;
        }

        /** @throws IllegalArgumentException for another word */
        static Answer of(String label) {
            return Arrays.stream(values())
                    .filter(answer -> answer.label.equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown answer '" + label + "'"));
        }

        Answer strictest(Answer other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /** The same, as a no from ever to ever. */
    public Statement refused() {
        return new Statement(source, record, purpose, legalBasis, channel, Answer.OPT_OUT, null, null, false);
    }

    boolean isInForce(long at) {
        return (from == null || from <= at) && (to == null || to > at);
    }

    /** Whether time alone changes what it says. */
    @JsonIgnore
    boolean isTimed() {
        return from != null || to != null;
    }

    boolean isAbout(String dataUsePurpose) {
        return purpose == null || purpose.equalsIgnoreCase(dataUsePurpose);
    }

    @Override
    public String toString() {
        return "Statement[" + source.object + " " + record + " " + answer.label + "]";
    }
}
