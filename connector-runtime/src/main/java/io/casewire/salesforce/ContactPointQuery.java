package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.Channel;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Email addresses, telephone numbers and addresses of people, of which only whose they are is read (Salesforce object
 * reference: ContactPointEmail, ContactPointPhone, ContactPointAddress).
 */
final class ContactPointQuery {
    static final Map<String, Channel> OBJECTS = Map.of(
            "ContactPointEmail", Channel.EMAIL,
            "ContactPointPhone", Channel.PHONE,
            "ContactPointAddress", Channel.MAIL);

    /** The address of a query holds 16,000 characters. */
    static final int IDS_IN_QUERY = 300;

    private final OrgApi org;

    /** @param owner the Individual whose it is, or the Account: of a Person Account */
    record ContactPoint(String owner, Channel channel) {}

    ContactPointQuery(OrgApi org) {
        this.org = org;
    }

    /** One call. @return whether anybody said anything to being reached at one of them */
    boolean areSpokenOf() throws OrgUnreachableException, Soql.RefusedException {
        return !Soql.query(org, "SELECT Id FROM ContactPointConsent LIMIT 1").isEmpty();
    }

    /** Three calls for as many people as a query names. @return by id */
    Map<String, ContactPoint> ofPeople(Collection<String> people)
            throws OrgUnreachableException, Soql.RefusedException {
        return read(people, "ParentId", false);
    }

    /** @param deleted whether those in the recycle bin are wanted too @return by id */
    Map<String, ContactPoint> named(Collection<String> ids, boolean deleted)
            throws OrgUnreachableException, Soql.RefusedException {
        return read(ids, "Id", deleted);
    }

    /** Three calls. @return owners of what was changed or deleted, and its ids, which stand for the owners before */
    Set<String> ownersOfChanged(String changed) throws OrgUnreachableException, Soql.RefusedException {
        Set<String> owners = new TreeSet<>();
        for (String object : OBJECTS.keySet()) {
            Soql.queryAll(org, "SELECT Id, ParentId FROM " + object + " WHERE " + changed)
                    .forEach(point -> owners.addAll(List.of(
                            point.path("ParentId").asText(), point.path("Id").asText())));
        }
        return owners;
    }

    private Map<String, ContactPoint> read(Collection<String> ids, String field, boolean deleted)
            throws OrgUnreachableException, Soql.RefusedException {
        Map<String, ContactPoint> found = new HashMap<>();
        for (List<String> some : Soql.parts(ids, IDS_IN_QUERY)) {
            for (Map.Entry<String, Channel> object : OBJECTS.entrySet()) {
                String soql = "SELECT Id, ParentId FROM " + object.getKey() + " WHERE " + field + Soql.in(some);
                for (JsonNode point : deleted ? Soql.queryAll(org, soql) : Soql.query(org, soql)) {
                    found.put(
                            point.path("Id").asText(),
                            new ContactPoint(point.path("ParentId").asText(), object.getValue()));
                }
            }
        }
        return found;
    }
}
