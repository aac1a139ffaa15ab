package io.casewire.localorg.dml;

import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.PersonAccounts;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Accounts that are people, in an org with Person Accounts: an Account with a last name is one. Its Contact is made, changed
 * and deleted with it, and not by itself.
 */
final class PersonAccount {
    private PersonAccount() {}

    /** Names a person, and refuses a mixture of person and business. */
    static void prepare(Transaction tx, SObjectType type, Row.Draft draft, @Nullable Row before) {
        if (!type.name().equals("Account") || !PersonAccounts.areEnabled(type)) {
            return;
        }
        boolean person = before == null ? draft.get(type.field("LastName")) != null : isPerson(type, before);
        if (!person) {
            refusePersonFields(type, draft);
            return;
        }
        Object nameBefore = before == null ? null : before.get(type.field("Name"));
        if (!Objects.equals(draft.get(type.field("Name")), nameBefore)) {
            throw bad(List.of("Name"));
        }
        if (draft.get(type.field("LastName")) == null) {
            throw new ApiException(
                    StatusCode.REQUIRED_FIELD_MISSING, "Required fields are missing: [LastName]", "LastName");
        }
        draft.set(
                type.field("Name"),
                Stream.of("FirstName", "LastName")
                        .map(part -> draft.text(type.field(part)))
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" ")));
        draft.set(type.field("IsPersonAccount"), true);
        if (before == null) {
            draft.set(type.field("PersonContactId"), tx.nextId(tx.schema().type("Contact")));
        }
    }

    private static void refusePersonFields(SObjectType type, Row.Draft draft) {
        List<String> set = new ArrayList<>();
        PersonAccounts.mirrored().forEach((name, contactField) -> {
            Object value = draft.get(type.field(name));
            if (!name.equals("Phone") && !name.equals("Fax") && value != null && value != Boolean.FALSE) {
                set.add(name);
            }
        });
        if (!set.isEmpty()) {
            throw bad(set);
        }
    }

    private static ApiException bad(List<String> fields) {
        return new ApiException(new ApiError(
                StatusCode.INVALID_FIELD_FOR_INSERT_UPDATE,
                "Account: bad field names on insert/update call: " + String.join(", ", fields),
                fields));
    }

    /** Whether a record of Account or Contact is a person, or a person's. */
    static boolean isPerson(SObjectType type, Row row) {
        Field flag = type.findField("IsPersonAccount");
        return flag != null && row.get(flag) == Boolean.TRUE;
    }

    static void refuseContact(SObjectType type, Row row, StatusCode code) {
        if (type.name().equals("Contact") && isPerson(type, row)) {
            throw new ApiException(code, "The Contact of a person account is changed and deleted with its Account");
        }
    }

    /** Writes the person's Contact as the Account is now. */
    static void mirror(Transaction tx, SObjectType type, Row account, WriteContext context) {
        if (!type.name().equals("Account") || !isPerson(type, account)) {
            return;
        }
        SObjectType contacts = tx.schema().type("Contact");
        String id = Objects.requireNonNull(account.text(type.field("PersonContactId")));
        Row before = tx.get(contacts, id);
        Row.Draft contact =
                before == null ? Row.Draft.create(id, contacts.fields().size()) : before.edit();
        if (before == null) {
            contact.set(contacts.field("Id"), id);
            contact.set(contacts.field("CreatedDate"), context.now());
            contact.set(contacts.field("CreatedById"), context.userId());
        }
        PersonAccounts.mirrored()
                .forEach((name, contactField) ->
                        contact.set(contacts.field(contactField), account.get(type.field(name))));
        contact.set(contacts.field("Name"), account.get(type.field("Name")));
        contact.set(contacts.field("OwnerId"), account.get(type.field("OwnerId")));
        contact.set(contacts.field("AccountId"), account.id());
        contact.set(contacts.field("IsPersonAccount"), true);
        Audit.touch(contacts, contact, context);
        tx.put(contacts, contact.toRow());
    }

    /** The Contact that goes with the Account, or null. */
    static @Nullable Row contactOf(Transaction tx, SObjectType type, Row account) {
        if (!type.name().equals("Account") || !isPerson(type, account)) {
            return null;
        }
        return tx.findLive(Objects.requireNonNull(account.text(type.field("PersonContactId"))));
    }
}
