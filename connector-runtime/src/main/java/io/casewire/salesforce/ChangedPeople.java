package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.identity.IdentityPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Finds who may have said something since, by {@code SystemModstamp}: of an org that sends no events, and of lost ones. */
final class ChangedPeople {
    /** Individuals, Contacts, Leads, four kinds of statements, and whether contact points are spoken of. */
    static final int CALLS = 8;

    /** How far this machine's clock may differ from the org's. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    private final OrgApi org;
    private final IdentityPolicy policy;
    private final AssetQuery assets;
    private final ConsentQuery consents;
    private final Givers givers;

    ChangedPeople(OrgApi org, IdentityPolicy policy, AssetQuery assets, ConsentQuery consents, Givers givers) {
        this.org = org;
        this.policy = policy;
        this.assets = assets;
        this.consents = consents;
        this.givers = givers;
    }

    /**
     * @param known whether somebody is one of ours; only of Contacts of devices strangers may come to be
     * @return their Individuals, and Contacts that have none
     */
    Set<String> since(Instant time, Predicate<String> known) throws OrgUnreachableException, Soql.RefusedException {
        String changed = "SystemModstamp >= " + time.minus(CLOCK_DIFFERENCE).truncatedTo(ChronoUnit.SECONDS);
        Set<String> people = new TreeSet<>();
        for (JsonNode individual : Soql.query(org, "SELECT Id FROM Individual WHERE " + changed)) {
            people.add(individual.path("Id").asText());
        }
        consents.changed(changed).forEach(person -> people.add(givers.personOf(person)));
        people.removeIf(known.negate());
        String devices = " FROM Asset WHERE " + policy.deviceIdField() + " != null)";
        people.addAll(contacts(changed + " AND Id IN (SELECT ContactId" + devices));
        if (assets.hasPersonAccounts()) {
            people.addAll(
                    contacts(changed + " AND IsPersonAccount = true AND AccountId IN (SELECT AccountId" + devices));
        }
        return people;
    }

    private Set<String> contacts(String condition) throws OrgUnreachableException, Soql.RefusedException {
        Set<String> people = new TreeSet<>();
        for (JsonNode contact : Soql.query(org, "SELECT Id, IndividualId FROM Contact WHERE " + condition)) {
            String individual = AssetQuery.text(contact, "IndividualId");
            people.add(individual != null ? individual : contact.path("Id").asText());
        }
        return people;
    }
}
