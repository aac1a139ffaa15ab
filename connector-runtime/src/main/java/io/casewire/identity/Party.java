package io.casewire.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The person or organisation a reading concerns.
 *
 * @param contactId the person who comes first: of the Asset's Contact, else of its Person Account
 * @param others further people it concerns: their Individuals, and Contacts that have none
 */
public record Party(
        Kind kind,
        @Nullable String accountId,
        @Nullable String contactId,
        @Nullable String individualId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> others) {

    /** Whether consent is a question at all. */
    public enum Kind {
        PERSON,
        ORGANISATION
    }

    /** Earlier records know of no others. */
    public Party {
        others = others == null ? List.of() : List.copyOf(others);
    }

    public Party(Kind kind, @Nullable String accountId, @Nullable String contactId, @Nullable String individualId) {
        this(kind, accountId, contactId, individualId, List.of());
    }

    /** Whose consent records count, the strictest of them: Individuals where there are, else Contacts. */
    public List<String> consentIds() {
        List<String> ids = new ArrayList<>();
        if (individualId != null) {
            ids.add(individualId);
        } else if (contactId != null) {
            ids.add(contactId);
        }
        ids.addAll(others);
        return ids;
    }

    /**
     * Whose device it is: the Contact, else the Account; another one has another name here. That a Contact turns out to be an
     * Individual changes nothing.
     */
    public String owner() {
        return String.valueOf(contactId != null ? contactId : accountId);
    }

    @Override
    public String toString() {
        return "Party[" + kind + "]";
    }
}
