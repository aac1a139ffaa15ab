package io.casewire.identity;

import org.jspecify.annotations.Nullable;

/**
 * The person or organisation a reading concerns.
 *
 */
public record Party(Kind kind, @Nullable String accountId, @Nullable String contactId, @Nullable String individualId) {

    /** Whether consent is a question at all. */
    public enum Kind {
        PERSON,
        ORGANISATION
    }

    /** Whose consent record counts: the Individual where there is one, else the Contact; null for an organisation. */
    public @Nullable String consentId() {
        return individualId != null ? individualId : contactId;
    }

    @Override
    public String toString() {
        return "Party[" + kind + "]";
    }
}
