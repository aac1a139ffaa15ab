package io.casewire.localorg.dml;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.PicklistValue;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Salesforce does for one standard object only: values it derives and combinations it refuses. */
final class ObjectRules {
    private ObjectRules() {}

    static void apply(RecordView view, SObjectType type, Row.Draft draft, @Nullable Row before, Instant now) {
        switch (type.name()) {
            case "Contact", "Individual", "Lead", "User" -> personName(type, draft);
            case "Case" -> caseClosed(type, draft, before, now);
            case "Task" -> task(type, draft, before, now);
            case "Asset" -> asset(view, type, draft);
            case "CampaignMember" -> campaignMember(view, type, draft, before, now);
            default -> customName(type, draft);
        }
    }

    /** A custom object's record without a name is named by its id. */
    private static void customName(SObjectType type, Row.Draft draft) {
        Field name = type.nameField();
        if (type.definition().custom() && name != null && draft.get(name) == null) {
            draft.set(name, draft.id());
        }
    }

    private static void personName(SObjectType type, Row.Draft draft) {
        String name = Stream.of("FirstName", "LastName")
                .map(part -> draft.text(type.field(part)))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        draft.set(type.field("Name"), name);
    }

    private static void caseClosed(SObjectType type, Row.Draft draft, @Nullable Row before, Instant now) {
        boolean closed = isClosed(type.field("Status"), draft);
        boolean wasClosed = before != null && before.get(type.field("IsClosed")) == Boolean.TRUE;
        draft.set(type.field("IsClosed"), closed);
        if (before == null) {
            draft.set(type.field("IsClosedOnCreate"), closed);
        }
        if (closed != wasClosed) {
            draft.set(type.field("ClosedDate"), closed ? now : null);
        }
    }

    private static void task(SObjectType type, Row.Draft draft, @Nullable Row before, Instant now) {
        boolean closed = isClosed(type.field("Status"), draft);
        boolean wasClosed = before != null && before.get(type.field("IsClosed")) == Boolean.TRUE;
        draft.set(type.field("IsClosed"), closed);
        draft.set(type.field("IsHighPriority"), "High".equals(draft.text(type.field("Priority"))));
        if (closed != wasClosed) {
            draft.set(type.field("CompletedDateTime"), closed ? now : null);
        }
    }

    private static boolean isClosed(Field status, Row.Draft draft) {
        String value = draft.text(status);
        return status.picklistValues().stream().filter(PicklistValue::closed).anyMatch(known -> known.value()
                .equals(value));
    }

    private static void asset(RecordView view, SObjectType type, Row.Draft draft) {
        if (draft.get(type.field("AccountId")) == null && draft.get(type.field("ContactId")) == null) {
            throw new ApiException(
                    StatusCode.FIELD_INTEGRITY_EXCEPTION,
                    "Every asset needs an account, a contact, or both.",
                    "AccountId");
        }
        String parentId = draft.text(type.field("ParentId"));
        Row parent = parentId == null ? null : view.get(type, parentId);
        String parentRoot = parent == null ? null : parent.text(type.field("RootAssetId"));
        String root = parentRoot != null ? parentRoot : parentId;
        draft.set(type.field("RootAssetId"), root != null ? root : draft.id());
    }

    private static void campaignMember(
            RecordView view, SObjectType type, Row.Draft draft, @Nullable Row before, Instant now) {
        String contactId = draft.text(type.field("ContactId"));
        String leadId = draft.text(type.field("LeadId"));
        if (contactId == null && leadId == null) {
            throw new ApiException(
                    StatusCode.FIELD_INTEGRITY_EXCEPTION, "A campaign member needs a contact or a lead.", "ContactId");
        }
        SObjectType person = view.schema().type(contactId != null ? "Contact" : "Lead");
        Row who = view.get(person, contactId != null ? contactId : Objects.requireNonNull(leadId));
        draft.set(type.field("Name"), who == null ? null : who.text(person.field("Name")));
        boolean responded = "Responded".equals(draft.text(type.field("Status")));
        boolean hadResponded = before != null && before.get(type.field("HasResponded")) == Boolean.TRUE;
        draft.set(type.field("HasResponded"), responded);
        if (responded && !hadResponded && draft.get(type.field("FirstRespondedDate")) == null) {
            draft.set(type.field("FirstRespondedDate"), LocalDate.ofInstant(now, ZoneOffset.UTC));
        }
    }
}
