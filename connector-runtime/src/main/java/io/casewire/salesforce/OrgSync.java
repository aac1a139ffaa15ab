package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.ConsentPolicies;
import io.casewire.identity.Device;
import io.casewire.identity.IdentityPolicy;
import io.casewire.identity.Party;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.ConsentTable;
import io.casewire.stream.OrgRecord;
import io.casewire.stream.PartyLog;
import io.casewire.stream.PartyRecord;
import io.casewire.stream.PartyTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads who owns which device and what those people agreed to, and appends what is new to the histories.
 *
 * <p>A first full read, then Assets changed since by {@code SystemModstamp}, and now and then the people changed since. One
 * query gives an Asset with its Contact and Individual: 2,000 devices for one API call.
 */
public final class OrgSync {
    /** Changes may become visible a little after their stamp: read that far back again. */
    private static final long OVERLAP_SECONDS = 10;
    /** Events tell of people at once; this is for an org that sends none, and for what an event does not say. */
    private static final Duration PEOPLE_EVERY = Duration.ofMinutes(10);
    /** A change may fall between the first read and the first event. */
    private static final Duration PEOPLE_FIRST = Duration.ofSeconds(10);
    /** How far this machine's clock may differ from the org's. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);
    /** So that a query stays well below the 16,000 characters an address may have. */
    private static final int IDS_IN_QUERY = 200;

    private final OrgApi org;
    private final PartyLog log;
    private final PartyTable parties;
    private final ConsentWriter consents;
    private final IdentityPolicy policy;
    private final CountDownLatch firstRead = new CountDownLatch(1);
    private final List<String> personFields = new ArrayList<>();
    private Instant changedSince = Instant.EPOCH;
    /** The Assets that the next read gives again because it overlaps, with their stamps: they are nothing new. */
    private Set<String> seen = Set.of();

    private volatile boolean all = true;
    /** When people were last read, and when those who changed since are due; by this machine's clock. */
    private Instant peopleReadAt = Instant.EPOCH;

    private Instant peopleDue = Instant.EPOCH;
    private volatile @Nullable Finding hidden;
    private volatile @Nullable Finding noAccount;

    public OrgSync(OrgApi org, PartyLog log, PartyTable parties, ConsentTable consents, IdentityPolicy policy) {
        this.org = org;
        this.log = log;
        this.parties = parties;
        this.consents = new ConsentWriter(record -> log.append(record), consents);
        this.policy = policy;
        ConsentPolicies.FLAGS.keySet().stream()
                .filter(flag -> !flag.startsWith("Lead."))
                .forEach(flag -> personFields.add(path(flag)));
    }

    /** A fault of the setup: consent that is hidden, an Account that is missing; or null. */
    public @Nullable Finding fault() {
        return hidden != null ? hidden : noAccount;
    }

    /** Whether anything is known of a person. */
    boolean knows(String party) {
        return consents.knows(party);
    }

    /** What events said, at once. @param objections by person, the flags that became true; may be none */
    void heard(Map<String, Map<String, Boolean>> objections) {
        objections.forEach(consents::heard);
        log.commit();
    }

    /** Waits until everything was read once. */
    void awaitFirstRead() throws InterruptedException {
        firstRead.await();
    }

    /** The next {@link #run} reads everything, as the first did. */
    void readAllAgain() {
        all = true;
    }

    /**
     * Reads everything the first time, then what changed. Appends only what differs from the tables.
     *
     * @return how many devices were read
     */
    public synchronized int run() throws OrgUnreachableException, Soql.RefusedException {
        boolean whole = all;
        all = false;
        try {
            int devices = read(whole);
            if (whole && !parties.isComplete()) {
                log.loadComplete();
            } else {
                log.commit();
            }
            firstRead.countDown();
            consents.tidy();
            return devices;
        } catch (OrgUnreachableException | Soql.RefusedException | RuntimeException e) {
            if (whole) {
                all = true;
            }
            throw e;
        }
    }

    private int read(boolean whole) throws OrgUnreachableException, Soql.RefusedException {
        OrgRecord known = parties.latestOrg();
        if (whole || known == null || (policy.registerUnder() != null && known.registrationAccountId() == null)) {
            readOrg();
        }
        Instant began = Instant.now();
        long asked = System.nanoTime();
        List<JsonNode> assets =
                readAssets(whole ? "" : " AND SystemModstamp >= " + changedSince.minusSeconds(OVERLAP_SECONDS));
        assets.forEach(this::appendDevice);
        if (whole) {
            appendConsents(assets, "IndividualId != null", asked);
            peopleReadAt = began;
            peopleDue = began.plus(PEOPLE_FIRST);
        } else {
            readAgain(people(assets.stream()
                    .filter(asset -> !seen.contains(version(asset)))
                    .toList()));
            readChangedPeople();
        }
        changedSince = assets.stream().map(OrgSync::stamp).reduce(changedSince, OrgSync::later);
        Instant overlap = changedSince.minusSeconds(OVERLAP_SECONDS);
        seen = assets.stream()
                .filter(asset -> !stamp(asset).isBefore(overlap))
                .map(OrgSync::version)
                .collect(Collectors.toSet());
        return assets.size();
    }

    private static Instant stamp(JsonNode asset) {
        return SalesforceTime.parse(asset.path("SystemModstamp").asText());
    }

    private static String version(JsonNode asset) {
        return asset.path("Id").asText() + " " + stamp(asset);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Reads these people again, with their devices. @param people their Individuals, and Contacts that have none */
    synchronized void readAgain(Set<String> people) throws OrgUnreachableException, Soql.RefusedException {
        List<String> ids = List.copyOf(people);
        for (int from = 0; from < ids.size(); from += IDS_IN_QUERY) {
            String in = ids.subList(from, Math.min(ids.size(), from + IDS_IN_QUERY)).stream()
                    .map(Soql::text)
                    .collect(Collectors.joining(", ", " IN (", ")"));
            long asked = System.nanoTime();
            List<JsonNode> assets = readAssets(" AND (ContactId" + in + " OR Contact.IndividualId" + in + ")");
            assets.forEach(this::appendDevice);
            // A Contact may have an Individual by now, of whom other Contacts speak too: not all of it is here.
            Set<String> others = people(assets);
            others.removeAll(people);
            appendConsents(
                    assets.stream()
                            .filter(asset -> !others.contains(String.valueOf(person(asset))))
                            .toList(),
                    "IndividualId" + in,
                    asked);
            readAgain(others);
        }
        log.commit();
    }

    /** The parties of the assets: a person's Individual, else the Contact. */
    private static Set<String> people(List<JsonNode> assets) {
        Set<String> people = new TreeSet<>();
        for (JsonNode asset : assets) {
            String person = person(asset);
            if (person != null) {
                people.add(person);
            }
        }
        return people;
    }

    private void readChangedPeople() throws OrgUnreachableException, Soql.RefusedException {
        Instant now = Instant.now();
        if (personFields.isEmpty() || now.isBefore(peopleDue)) {
            return;
        }
        String changed =
                "SystemModstamp >= " + peopleReadAt.minus(CLOCK_DIFFERENCE).truncatedTo(ChronoUnit.SECONDS);
        Set<String> people = new TreeSet<>();
        for (JsonNode individual : Soql.query(org, "SELECT Id FROM Individual WHERE " + changed)) {
            people.add(individual.path("Id").asText());
        }
        for (JsonNode contact : Soql.query(
                org,
                "SELECT Id, IndividualId FROM Contact WHERE " + changed
                        + " AND Id IN (SELECT ContactId FROM Asset WHERE " + policy.deviceIdField() + " != null)")) {
            String individual = text(contact, "IndividualId");
            people.add(individual != null ? individual : contact.path("Id").asText());
        }
        for (JsonNode lead :
                Soql.query(org, "SELECT IndividualId FROM Lead WHERE IndividualId != null AND " + changed)) {
            people.add(lead.path("IndividualId").asText());
        }
        readAgain(people);
        peopleReadAt = now;
        peopleDue = now.plus(PEOPLE_EVERY);
    }

    private void appendConsents(List<JsonNode> assets, String leads, long asked) throws OrgUnreachableException {
        Map<String, Map<String, Boolean>> flags = new TreeMap<>();
        assets.forEach(asset -> collectFlags(asset, flags));
        if (!flags.isEmpty()) {
            addLeads(flags, leads);
        }
        flags.forEach((party, ofParty) -> consents.answered(party, ofParty, asked));
    }

    private void readOrg() throws OrgUnreachableException, Soql.RefusedException {
        JsonNode organization = Soql.query(
                        org, "SELECT Id, DefaultLocaleSidKey, TimeZoneSidKey FROM Organization LIMIT 1")
                .get(0);
        String account = null;
        if (policy.registerUnder() != null) {
            String name = Soql.text(policy.registerUnder());
            List<JsonNode> found =
                    Soql.query(org, "SELECT Id FROM Account WHERE Name = " + name + " ORDER BY CreatedDate LIMIT 1");
            account = found.isEmpty() ? null : found.get(0).path("Id").asText();
            noAccount = account != null
                    ? null
                    : new Finding(
                            FindingCode.IDENTITY_UNKNOWN,
                            "mappings/identity.yaml",
                            "the org has no Account named '" + policy.registerUnder() + "' to register devices under.");
        }
        OrgRecord record = new OrgRecord(
                1,
                organization.path("Id").asText(),
                organization.path("DefaultLocaleSidKey").asText("en_US"),
                organization.path("TimeZoneSidKey").asText("UTC"),
                account);
        if (!record.equals(parties.latestOrg())) {
            log.append(record);
        }
    }

    /** @param condition what else has to hold of an asset, from its {@code AND} on */
    private List<JsonNode> readAssets(String condition) throws OrgUnreachableException, Soql.RefusedException {
        try {
            return Soql.query(org, assetQuery() + condition);
        } catch (Soql.RefusedException e) {
            if (personFields.isEmpty() || !e.code().startsWith("INVALID_")) {
                throw e;
            }
            // Without them every person is denied; that is said, and organisations go on.
            hidden = new Finding(
                    FindingCode.CONSENT_DENIED,
                    "org",
                    "the fields of Individual or Contact that hold consent are not visible (" + e.code() + ").");
            personFields.clear();
            return Soql.query(org, assetQuery() + condition);
        }
    }

    private String assetQuery() {
        StringBuilder soql = new StringBuilder("SELECT Id, Name, AccountId, ContactId, SystemModstamp, ");
        soql.append(policy.deviceIdField());
        if (policy.modelField() != null) {
            soql.append(", ").append(policy.modelField());
        }
        if (!personFields.isEmpty()) {
            soql.append(", Contact.IndividualId");
            personFields.forEach(field -> soql.append(", ").append(field));
        }
        soql.append(" FROM Asset WHERE ").append(policy.deviceIdField()).append(" != null");
        return soql.toString();
    }

    private void appendDevice(JsonNode asset) {
        String contact = text(asset, "ContactId");
        PartyRecord record = new PartyRecord(
                PartyRecord.VERSION,
                asset.path(policy.deviceIdField()).asText(),
                asset.path("Id").asText(),
                asset.path("Name").asText(),
                policy.modelField() == null ? null : text(asset, policy.modelField()),
                contact == null ? Party.Kind.ORGANISATION : Party.Kind.PERSON,
                text(asset, "AccountId"),
                contact,
                text(asset.path("Contact"), "IndividualId"),
                false,
                stamp(asset).toEpochMilli());
        Device known = parties.latest(record.device());
        if (known == null || !known.equals(device(record))) {
            log.append(record);
        }
    }

    private static Device device(PartyRecord record) {
        Party party = new Party(record.partyKind(), record.accountId(), record.contactId(), record.individualId());
        return new Device(record.device(), record.assetId(), record.name(), record.model(), party);
    }

    private static @Nullable String person(JsonNode asset) {
        String individual = text(asset.path("Contact"), "IndividualId");
        return individual != null ? individual : text(asset, "ContactId");
    }

    private void collectFlags(JsonNode asset, Map<String, Map<String, Boolean>> flags) {
        JsonNode contact = asset.path("Contact");
        String party = person(asset);
        if (party == null) {
            return;
        }
        Map<String, Boolean> ofParty = flags.computeIfAbsent(party, id -> new HashMap<>());
        ConsentPolicies.FLAGS.keySet().forEach(flag -> {
            JsonNode holder = flag.startsWith("Individual.") ? contact.path("Individual") : contact;
            JsonNode value = holder.path(flag.substring(flag.indexOf('.') + 1));
            if (value.isBoolean() && !flag.startsWith("Lead.")) {
                ofParty.merge(flag, value.booleanValue(), Boolean::logicalOr);
            }
        });
    }

    /** A Lead may be the same person: what was said there counts too. */
    private void addLeads(Map<String, Map<String, Boolean>> flags, String condition) throws OrgUnreachableException {
        try {
            for (JsonNode lead : Soql.query(
                    org, "SELECT IndividualId, HasOptedOutOfEmail, DoNotCall FROM Lead WHERE " + condition)) {
                Map<String, Boolean> ofParty =
                        flags.get(lead.path("IndividualId").asText());
                if (ofParty != null) {
                    ofParty.merge(
                            "Lead.HasOptedOutOfEmail",
                            lead.path("HasOptedOutOfEmail").asBoolean(),
                            Boolean::logicalOr);
                    ofParty.merge("Lead.DoNotCall", lead.path("DoNotCall").asBoolean(), Boolean::logicalOr);
                }
            }
        } catch (Soql.RefusedException e) {
            hidden = new Finding(FindingCode.CONSENT_DENIED, "org", "Leads cannot be read (" + e.code() + ").");
        }
    }

    /** {@code Individual.ShouldForget} is reached from an Asset as {@code Contact.Individual.ShouldForget}. */
    private static String path(String flag) {
        return flag.startsWith("Individual.") ? "Contact." + flag : flag;
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asText() : null;
    }
}
