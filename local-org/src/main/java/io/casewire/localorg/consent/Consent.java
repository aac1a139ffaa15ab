package io.casewire.localorg.consent;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether something may be done with a person: only when somebody is known, and nothing that is known says no. */
public final class Consent {
    private final RecordView view;
    private final Instant at;
    private final @Nullable String purpose;

    /**
     * Looks at consents in force at a time.
     *
     * @param purpose the name of a data use purpose: consents for others do not count; null for all
     */
    public Consent(RecordView view, Instant at, @Nullable String purpose) {
        this.view = view;
        this.at = at;
        this.purpose = purpose;
    }

    /** @param idOrEmail whom it is about, as the client says it */
    public boolean mayProceed(ConsentAction action, String idOrEmail) {
        Person person = Person.of(view, idOrEmail);
        String flag = action.individualFlag();
        if (flag != null) {
            return !person.individuals().isEmpty()
                    && person.individuals().stream().allMatch(one -> one.has(flag) == action.isOptIn());
        }
        boolean isKnown = !person.contacts().isEmpty() || !person.individuals().isEmpty();
        String optOut = action.personFlag();
        boolean refused = optOut != null && person.contacts().stream().anyMatch(one -> one.has(optOut));
        return isKnown && !refused && !isRefused(action.contactPointType(), person);
    }

    private boolean isRefused(@Nullable String contactPointType, Person person) {
        SObjectType type = view.schema().find("ContactPointTypeConsent");
        if (contactPointType == null || type == null) {
            return false;
        }
        for (Row row : view.rows(type)) {
            Person.Found consent = new Person.Found(type, row);
            if (!consent.has("IsDeleted")
                    && "OptOut".equals(consent.text("PrivacyConsentStatus"))
                    && contactPointType.equals(consent.text("ContactPointType"))
                    && person.isIndividual(consent.text("PartyId"))
                    && isInForce(consent)
                    && isFor(consent.text("DataUsePurposeId"))) {
                return true;
            }
        }
        return false;
    }

    private boolean isInForce(Person.Found consent) {
        Instant from = time(consent, "EffectiveFrom");
        Instant to = time(consent, "EffectiveTo");
        return (from == null || !from.isAfter(at)) && (to == null || to.isAfter(at));
    }

    private static @Nullable Instant time(Person.Found consent, String name) {
        Field field = consent.type().findField(name);
        return field == null ? null : (Instant) consent.row().get(field);
    }

    /** A consent without a purpose is for every purpose. */
    private boolean isFor(@Nullable String purposeId) {
        if (purpose == null || purposeId == null) {
            return true;
        }
        Row row = view.findLive(purposeId);
        SObjectType purposes = view.schema().find("DataUsePurpose");
        return row != null && purposes != null && purpose.equalsIgnoreCase(row.text(purposes.field("Name")));
    }
}
