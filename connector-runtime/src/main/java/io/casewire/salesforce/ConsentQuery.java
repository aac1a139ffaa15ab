package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.Consent;
import io.casewire.consent.Purpose;
import io.casewire.consent.Statement;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what people said: flags of their Individual and Contact, which come with their Assets, flags of Leads that
 * are the same person, and their statements.
 */
final class ConsentQuery {
    /** The ages law asks about. */
    private static final int[] AGES = {18, 16, 13, 0};

    private final OrgApi org;
    private final AssetQuery query;
    private final Collection<Purpose> purposes;
    private final Givers givers;
    private final StatementQuery statements;
    private final Clock clock;
    private DataUse uses = DataUse.NONE;
    private volatile @Nullable Finding leadsHidden;
    private volatile @Nullable Finding statementsHidden;
    private volatile List<Finding> disagreements = List.of();

    /** @param purposes those that purposes.yaml declares */
    ConsentQuery(OrgApi org, AssetQuery query, Collection<Purpose> purposes, Givers givers, Clock clock) {
        this.org = org;
        this.query = query;
        this.purposes = purposes;
        this.givers = givers;
        this.statements = new StatementQuery(org, givers);
        this.clock = clock;
    }

    /** What may not be seen; or null. */
    @Nullable
    Finding hidden() {
        return statementsHidden != null ? statementsHidden : leadsHidden;
    }

    /** Where purposes.yaml and the org do not say the same. */
    List<Finding> disagreements() {
        return disagreements;
    }

    DataUse uses() {
        return uses;
    }

    /** Reads the org's purposes again. @return whether they are others than before, so that statements mean something else */
    boolean readUses() throws OrgUnreachableException, Soql.RefusedException {
        DataUse before = uses;
        boolean hidden = statementsHidden != null;
        try {
            uses = DataUse.read(org, purposes);
            statementsHidden = null;
            disagreements = uses.disagreements(purposes);
        } catch (Soql.RefusedException e) {
            hide(e);
        }
        return !uses.equals(before) || hidden != (statementsHidden != null);
    }

    private void hide(Soql.RefusedException e) throws Soql.RefusedException {
        if (!e.isAboutWhatIsNamed()) {
            throw e;
        }
        // Then every person is denied whose purposes have to heed them; that is said, and organisations go on.
        statementsHidden = new Finding(
                FindingCode.CONSENT_DENIED,
                "org",
                "DataUsePurpose, ContactPointTypeConsent, ContactPointConsent, PartyConsent or"
                        + " AuthorizationFormConsent, or what they refer to, are not visible ("
                        + e.code() + ").");
        uses = DataUse.NONE;
    }

    /**
     * @param whose the people who are wanted: of others not all is here; null for all
     * @return by person
     */
    Map<String, Consent> read(List<JsonNode> assets, @Nullable Set<String> whose)
            throws OrgUnreachableException, Soql.RefusedException {
        Map<String, Known> people = new TreeMap<>();
        Map<String, String> byGiver = new HashMap<>();
        for (JsonNode asset : assets) {
            for (AssetQuery.Person person : query.people(asset)) {
                if (whose == null || whose.contains(person.id())) {
                    byGiver.put(person.contactId(), person.id());
                    String account = person.accountId();
                    if (account != null) {
                        byGiver.put(account, person.id());
                        givers.account(account, person.id());
                    }
                    people.computeIfAbsent(person.id(), id -> new Known()).add(person);
                }
            }
        }
        if (people.isEmpty()) {
            return Map.of();
        }
        addLeads(people, whose == null ? "IndividualId != null" : "IndividualId" + Soql.in(people.keySet()));
        addStatements(people, byGiver, whose == null);
        Map<String, Consent> consents = new TreeMap<>();
        people.forEach((id, known) -> consents.put(id, known.consent(id)));
        return consents;
    }

    /** Who may have said something since, or ids that stand for them. @param changed a condition on {@code SystemModstamp} */
    Set<String> changed(String changed) throws OrgUnreachableException, Soql.RefusedException {
        Set<String> people = new TreeSet<>();
        for (JsonNode lead :
                Soql.query(org, "SELECT IndividualId FROM Lead WHERE IndividualId != null AND " + changed)) {
            people.add(lead.path("IndividualId").asText());
        }
        if (statementsHidden == null) {
            try {
                people.addAll(statements.givers(changed));
            } catch (Soql.RefusedException e) {
                hide(e);
            }
        }
        return people;
    }

    /** A Lead may be the same person: what was said there counts too. */
    private void addLeads(Map<String, Known> people, String condition)
            throws OrgUnreachableException, Soql.RefusedException {
        try {
            for (JsonNode lead : Soql.query(
                    org, "SELECT IndividualId, HasOptedOutOfEmail, DoNotCall FROM Lead WHERE " + condition)) {
                Known known = people.get(lead.path("IndividualId").asText());
                if (known != null) {
                    known.flag(
                            "Lead.HasOptedOutOfEmail",
                            lead.path("HasOptedOutOfEmail").asBoolean());
                    known.flag("Lead.DoNotCall", lead.path("DoNotCall").asBoolean());
                }
            }
            leadsHidden = null;
        } catch (Soql.RefusedException e) {
            if (!e.isAboutWhatIsNamed()) {
                throw e;
            }
            leadsHidden = new Finding(FindingCode.CONSENT_DENIED, "org", "Leads cannot be read (" + e.code() + ").");
        }
    }

    /** @param byGiver persons by their Contacts and Person Accounts */
    private void addStatements(Map<String, Known> people, Map<String, String> byGiver, boolean all)
            throws OrgUnreachableException, Soql.RefusedException {
        if (statementsHidden == null) {
            try {
                Set<String> ids = new TreeSet<>(people.keySet());
                ids.addAll(byGiver.keySet());
                statements.read(all ? null : ids, uses).forEach((giver, given) -> {
                    Known known = people.get(byGiver.getOrDefault(giver, giver));
                    if (known != null) {
                        known.statements.addAll(given);
                    }
                });
            } catch (Soql.RefusedException e) {
                hide(e);
            }
        }
        if (statementsHidden != null) {
            people.values().forEach(known -> known.hidden = true);
        }
    }

    /** What is gathered of one person. */
    private final class Known {
        private final Map<String, Boolean> flags = new HashMap<>();
        private final List<Statement> statements = new ArrayList<>();
        private boolean hidden;
        private int ageAtLeast = Consent.AGE_UNKNOWN;

        private void add(AssetQuery.Person person) {
            person.flags().forEach(this::flag);
            LocalDate birth = person.birthDate();
            if (birth != null) {
                ageAtLeast = ageAtLeast(birth);
            }
        }

        private void flag(String flag, boolean set) {
            flags.merge(flag, set, Boolean::logicalOr);
        }

        private Consent consent(String id) {
            // In an order of their own, so that the same answer is the same record.
            statements.sort(Comparator.comparing(Statement::record)
                    .thenComparing(statement -> String.valueOf(statement.purpose())));
            return new Consent(id, flags, statements, hidden, ageAtLeast);
        }
    }

    private int ageAtLeast(LocalDate birth) {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        for (int age : AGES) {
            if (!birth.plusYears(age).isAfter(today)) {
                return age;
            }
        }
        return 0;
    }
}
