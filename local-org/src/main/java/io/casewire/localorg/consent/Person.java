package io.casewire.localorg.consent;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The records that are about one person. Records of one Individual belong together only while they have the same e-mail
 * address, and converted leads are left out (Salesforce REST API guide: Consent).
 *
 * @param contacts Contacts and Leads
 * @param individuals their Individuals
 */
record Person(List<Found> contacts, List<Found> individuals) {
    /** A record with its object. */
    record Found(SObjectType type, Row row) {
        boolean has(String flag) {
            Field field = type.findField(flag);
            return field != null && row.get(field) == Boolean.TRUE;
        }

        @Nullable
        String text(String name) {
            Field field = type.findField(name);
            return field == null ? null : row.text(field);
        }
    }

    /** @param idOrEmail of a Contact, Lead or Individual; nobody is found by anything else */
    static Person of(RecordView view, String idOrEmail) {
        if (idOrEmail.contains("@")) {
            return withIndividuals(view, contacts(view, contact -> idOrEmail.equalsIgnoreCase(contact.text("Email"))));
        }
        Row row = view.findLive(idOrEmail);
        SObjectType type = row == null ? null : view.schema().typeOfId(row.id());
        if (row == null || type == null) {
            return new Person(List.of(), List.of());
        }
        Found found = new Found(type, row);
        return switch (type.name()) {
            case "Individual" ->
                new Person(contacts(view, contact -> row.id().equals(contact.text("IndividualId"))), List.of(found));
            case "Contact", "Lead" -> withIndividuals(view, alike(view, found));
            default -> new Person(List.of(), List.of());
        };
    }

    /** The record, and others of its Individual with its e-mail address. */
    private static List<Found> alike(RecordView view, Found found) {
        String individual = found.text("IndividualId");
        String email = found.text("Email");
        return contacts(
                view,
                contact -> contact.row.id().equals(found.row.id())
                        || (individual != null
                                && individual.equals(contact.text("IndividualId"))
                                && email != null
                                && email.equalsIgnoreCase(contact.text("Email"))));
    }

    private static List<Found> contacts(RecordView view, Predicate<Found> wanted) {
        List<Found> found = new ArrayList<>();
        for (String name : List.of("Contact", "Lead")) {
            SObjectType type = view.schema().find(name);
            if (type != null) {
                for (Row row : view.rows(type)) {
                    Found one = new Found(type, row);
                    if (!one.has("IsDeleted") && !one.has("IsConverted") && wanted.test(one)) {
                        found.add(one);
                    }
                }
            }
        }
        return found;
    }

    private static Person withIndividuals(RecordView view, List<Found> contacts) {
        Set<String> ids = new LinkedHashSet<>();
        for (Found contact : contacts) {
            String id = contact.text("IndividualId");
            if (id != null) {
                ids.add(id);
            }
        }
        List<Found> individuals = new ArrayList<>();
        for (String id : ids) {
            Row row = view.findLive(id);
            SObjectType type = view.schema().find("Individual");
            if (row != null && type != null) {
                individuals.add(new Found(type, row));
            }
        }
        return new Person(contacts, individuals);
    }

    boolean isIndividual(@Nullable String id) {
        return individuals.stream().anyMatch(individual -> individual.row.id().equals(id));
    }
}
