package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.identity.Device;
import io.casewire.identity.IdentityPolicy;
import io.casewire.identity.Party;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.ConsentTable;
import io.casewire.stream.CurrencyRecord;
import io.casewire.stream.OrgRecord;
import io.casewire.stream.PartyLog;
import io.casewire.stream.PartyRecord;
import io.casewire.stream.PartyTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads who owns which device and what those people agreed to, and appends what is new to the histories.
 *
 * <p>A first full read, then Assets changed since by {@code SystemModstamp}, and now and then the people changed since. One
 * query gives an Asset with its people: 2,000 devices for one API call.
 */
public final class OrgSync {
    /** Changes may become visible a little after their stamp: read that far back again. */
    private static final long OVERLAP_SECONDS = 10;
    /** Events tell of people at once; this is for an org that sends none, and for what an event does not say. */
    private static final Duration PEOPLE_EVERY = Duration.ofMinutes(10);
    /** A change may fall between the first read and the first event. */
    private static final Duration PEOPLE_FIRST = Duration.ofSeconds(10);
    /** How often some of the people are read again although nothing was heard of them, and when first. */
    private static final Duration SAMPLE_EVERY = Duration.ofHours(24);

    private static final Duration SAMPLE_FIRST = Duration.ofHours(1);
    private static final int SAMPLE = 1_000;
    /** How far this machine's clock may differ from the org's. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);
    /** So that a query stays well below the 16,000 characters an address may have: it names each up to four times. */
    private static final int IDS_IN_QUERY = 100;

    private final OrgApi org;
    private final PartyLog log;
    private final PartyTable parties;
    private final ConsentTable known;
    private final ConsentWriter consents;
    private final IdentityPolicy policy;
    private final AssetQuery query;
    /** Whom events spoke of; guarded by itself. */
    private final Set<String> waiting = new TreeSet<>();

    private final Clock clock;
    private final @Nullable Duration maxConsentAge;
    private final Duration peopleEvery;
    private final Duration every;
    private Instant changedSince = Instant.EPOCH;
    /** The Assets that the next read gives again because it overlaps, with their stamps: they are nothing new. */
    private Set<String> seen = Set.of();

    private final AtomicBoolean all = new AtomicBoolean(true);
    /** When people were last read, and when those who changed since are due; by this machine's clock. */
    private Instant peopleReadAt = Instant.EPOCH;

    private Instant peopleDue = Instant.EPOCH;
    /** What was said in the org before this time is in the log. */
    private Instant currentAsOf = Instant.EPOCH;

    private @Nullable Instant sampleDue;
    /** How many answers were news since a sample began. */
    private int news;
    /** The last of the people who were in a sample; the next begins after. */
    private String sampledTo = "";

    private volatile @Nullable Finding drift;
    private volatile @Nullable Finding hidden;
    private volatile @Nullable Finding noAccount;

    /** @param maxConsentAge the shortest of any purpose; null when none says */
    public OrgSync(
            OrgApi org,
            PartyLog log,
            PartyTable parties,
            ConsentTable consents,
            IdentityPolicy policy,
            @Nullable Duration maxConsentAge,
            Clock clock) {
        this.org = org;
        this.clock = clock;
        this.maxConsentAge = maxConsentAge;
        // Two reads may fail before what is known is too old.
        Duration often = maxConsentAge == null ? PEOPLE_EVERY : maxConsentAge.dividedBy(3);
        this.peopleEvery = often.compareTo(PEOPLE_EVERY) < 0 ? often : PEOPLE_EVERY;
        this.every = often.compareTo(policy.refresh()) < 0 ? often : policy.refresh();
        this.log = log;
        this.parties = parties;
        this.known = consents;
        this.consents = new ConsentWriter(record -> log.append(record), consents);
        this.policy = policy;
        this.query = new AssetQuery(policy);
    }

    /** A fault of the setup: consent that is hidden, an Account that is missing; or null. */
    public @Nullable Finding fault() {
        return hidden != null ? hidden : noAccount;
    }

    /** That people were found to have said something else than was known; null while the last sample found none. */
    public @Nullable Finding drift() {
        return drift;
    }

    /** Whether anything is known of a person. */
    boolean knows(String party) {
        return consents.knows(party);
    }

    /** How often {@link #run} is to be called. */
    public Duration every() {
        return every;
    }

    /**
     * The stream of consent is at its end: nothing was said in the org since that was not heard. After a long silence that
     * is not believed, and everything is read again.
     *
     * @param arrived when that came in
     */
    synchronized void heardAll(Instant arrived) {
        if (isOutlived()) {
            readAllAgain();
        } else if (!all.get()) {
            current(arrived);
            log.commit();
        }
    }

    private boolean isOutlived() {
        return maxConsentAge != null && currentAsOf.plus(maxConsentAge).isBefore(clock.instant());
    }

    private void current(Instant asOf) {
        // Nobody asks for it otherwise, and it is a record for every read.
        if (maxConsentAge != null && asOf.isAfter(currentAsOf)) {
            currentAsOf = asOf;
            log.append(new CurrencyRecord(CurrencyRecord.VERSION, asOf.toEpochMilli()));
        }
    }

    /** What events said, at once. @param objections by person, the flags that became true; may be none */
    void heard(Map<String, Map<String, Boolean>> objections) {
        objections.forEach(consents::heard);
        log.commit();
    }

    /** Has some people read again by {@link #readWaiting}, with their devices; ids of others do no harm. */
    void readSoon(Set<String> people) {
        synchronized (waiting) {
            waiting.addAll(people);
            waiting.notifyAll();
        }
    }

    /** Waits until people are to be read again, or for as long as it may. */
    public void awaitPeople(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        synchronized (waiting) {
            long left = until - System.nanoTime();
            while (waiting.isEmpty() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(waiting, left);
                left = until - System.nanoTime();
            }
        }
    }

    /** Reads again whom events spoke of; everything has to be read once before. */
    public void readWaiting() throws OrgUnreachableException, Soql.RefusedException {
        Set<String> people;
        synchronized (waiting) {
            people = new TreeSet<>(waiting);
            waiting.clear();
        }
        try {
            people.removeIf(person -> !knows(person));
            readAgain(people);
        } catch (OrgUnreachableException | Soql.RefusedException | RuntimeException e) {
            readSoon(people);
            throw e;
        }
    }

    /** The next {@link #run} reads everything, as the first did. */
    void readAllAgain() {
        all.set(true);
    }

    /**
     * Reads everything the first time, then what changed. Appends only what differs from the tables.
     *
     * @return how many devices were read
     */
    public synchronized int run() throws OrgUnreachableException, Soql.RefusedException {
        boolean whole = all.getAndSet(false) || isOutlived();
        try {
            int devices = read(whole);
            if (whole && !parties.isComplete()) {
                log.loadComplete();
            } else {
                log.commit();
            }
            consents.tidy();
            return devices;
        } catch (OrgUnreachableException | Soql.RefusedException | RuntimeException e) {
            if (whole) {
                readAllAgain();
            }
            if (!log.isBroken()) {
                log.commit();
            }
            throw e;
        }
    }

    private int read(boolean whole) throws OrgUnreachableException, Soql.RefusedException {
        OrgRecord known = parties.latestOrg();
        if (whole) {
            readKindOfAccounts();
        }
        if (whole || known == null || (policy.registerUnder() != null && known.registrationAccountId() == null)) {
            readOrg();
        }
        Instant began = clock.instant();
        long asked = System.nanoTime();
        String changed = whole ? "" : " AND SystemModstamp >= " + changedSince.minusSeconds(OVERLAP_SECONDS);
        List<JsonNode> assets = readAssets(() -> query.soql() + changed);
        assets.forEach(this::appendDevice);
        if (whole) {
            // Kafka gives up a transaction that waits for the org.
            log.commit();
            appendConsents(assets, people(assets), "IndividualId != null", asked);
            peopleReadAt = began;
            peopleDue = began.plus(peopleEvery.compareTo(PEOPLE_FIRST) < 0 ? peopleEvery : PEOPLE_FIRST);
            current(began);
        } else {
            readAgain(people(assets.stream()
                    .filter(asset -> !seen.contains(version(asset)))
                    .toList()));
            sampleWhenDue();
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
        Set<String> done = new TreeSet<>();
        Set<String> next = new TreeSet<>(people);
        while (!next.isEmpty()) {
            done.addAll(next);
            Set<String> found = readOnceMore(next);
            // A Contact may have an Individual by now, of whom other Contacts speak too.
            found.removeAll(done);
            next = found;
        }
        log.commit();
    }

    /** @return all whose devices these are */
    private Set<String> readOnceMore(Set<String> people) throws OrgUnreachableException, Soql.RefusedException {
        Set<String> found = new TreeSet<>();
        List<String> ids = List.copyOf(people);
        for (int from = 0; from < ids.size(); from += IDS_IN_QUERY) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_IN_QUERY));
            String in = some.stream().map(Soql::text).collect(Collectors.joining(", ", " IN (", ")"));
            long asked = System.nanoTime();
            List<JsonNode> assets = readAssets(() -> query.ofPeople(in));
            assets.forEach(this::appendDevice);
            log.commit();
            // Of others not all is here.
            appendConsents(assets, Set.copyOf(some), "IndividualId" + in, asked);
            found.addAll(people(assets));
        }
        return found;
    }

    /** All who the assets belong to: a person's Individual, else the Contact. */
    private Set<String> people(List<JsonNode> assets) {
        Set<String> people = new TreeSet<>();
        assets.forEach(asset -> query.people(asset).forEach(person -> people.add(person.id())));
        return people;
    }

    /** Reads some of the people again, others each time, to see whether events and reads have missed anything. */
    private void sampleWhenDue() throws OrgUnreachableException, Soql.RefusedException {
        Instant now = clock.instant();
        if (sampleDue == null) {
            sampleDue = now.plus(SAMPLE_FIRST);
        } else if (query.hasConsent() && !now.isBefore(sampleDue)) {
            List<String> sample = known.following(sampledTo, SAMPLE);
            sampledTo = sample.size() < SAMPLE ? "" : sample.get(sample.size() - 1);
            sampleDue = now.plus(SAMPLE_EVERY);
            news = 0;
            readAgain(Set.copyOf(sample));
            drift = news == 0
                    ? null
                    : new Finding(
                            FindingCode.CONSENT_DRIFT,
                            "casewire.consents",
                            news + " of " + sample.size() + " people read again at "
                                    + now.truncatedTo(ChronoUnit.SECONDS) + " had said something else.");
        }
    }

    private void readChangedPeople() throws OrgUnreachableException, Soql.RefusedException {
        Instant now = clock.instant();
        if (!query.hasConsent() || now.isBefore(peopleDue)) {
            return;
        }
        String changed =
                "SystemModstamp >= " + peopleReadAt.minus(CLOCK_DIFFERENCE).truncatedTo(ChronoUnit.SECONDS);
        Set<String> people = new TreeSet<>();
        for (JsonNode individual : Soql.query(org, "SELECT Id FROM Individual WHERE " + changed)) {
            people.add(individual.path("Id").asText());
        }
        String devices = " FROM Asset WHERE " + policy.deviceIdField() + " != null)";
        people.addAll(contacts(changed + " AND Id IN (SELECT ContactId" + devices));
        if (query.hasPersonAccounts()) {
            people.addAll(
                    contacts(changed + " AND IsPersonAccount = true AND AccountId IN (SELECT AccountId" + devices));
        }
        for (JsonNode lead :
                Soql.query(org, "SELECT IndividualId FROM Lead WHERE IndividualId != null AND " + changed)) {
            people.add(lead.path("IndividualId").asText());
        }
        readAgain(people);
        peopleReadAt = now;
        peopleDue = now.plus(peopleEvery);
        current(now);
    }

    private Set<String> contacts(String condition) throws OrgUnreachableException, Soql.RefusedException {
        Set<String> people = new TreeSet<>();
        for (JsonNode contact : Soql.query(org, "SELECT Id, IndividualId FROM Contact WHERE " + condition)) {
            String individual = AssetQuery.text(contact, "IndividualId");
            people.add(individual != null ? individual : contact.path("Id").asText());
        }
        return people;
    }

    /** @param whose of everybody else, not all of what was said is here */
    private void appendConsents(List<JsonNode> assets, Set<String> whose, String leads, long asked)
            throws OrgUnreachableException, Soql.RefusedException {
        Map<String, Map<String, Boolean>> flags = new TreeMap<>();
        for (JsonNode asset : assets) {
            for (AssetQuery.Person person : query.people(asset)) {
                if (whose.contains(person.id())) {
                    Map<String, Boolean> ofPerson = flags.computeIfAbsent(person.id(), id -> new HashMap<>());
                    person.flags().forEach((flag, set) -> ofPerson.merge(flag, set, Boolean::logicalOr));
                }
            }
        }
        if (!flags.isEmpty()) {
            addLeads(flags, leads);
        }
        flags.forEach((party, ofParty) -> news += consents.answered(party, ofParty, asked) ? 1 : 0);
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

    /** @param soql asked again when the first answer says what cannot be seen */
    private List<JsonNode> readAssets(Supplier<String> soql) throws OrgUnreachableException, Soql.RefusedException {
        try {
            return Soql.query(org, soql.get());
        } catch (Soql.RefusedException e) {
            if (!query.hasConsent() || !e.isAboutWhatIsNamed()) {
                throw e;
            }
            // Without them every person is denied; that is said, and organisations go on.
            hidden = new Finding(
                    FindingCode.CONSENT_DENIED,
                    "org",
                    "the fields of Individual or Contact that hold consent are not visible (" + e.code() + ").");
            query.withoutConsent();
            return Soql.query(org, soql.get());
        }
    }

    /** An org without Person Accounts does not know the field. */
    private void readKindOfAccounts() throws OrgUnreachableException, Soql.RefusedException {
        try {
            Soql.query(org, "SELECT IsPersonAccount FROM Account LIMIT 1");
            query.personAccounts(true);
        } catch (Soql.RefusedException e) {
            if (!e.code().equals("INVALID_FIELD")) {
                throw e;
            }
            query.personAccounts(false);
        }
    }

    private void appendDevice(JsonNode asset) {
        List<AssetQuery.Person> people = query.people(asset);
        AssetQuery.Person first = people.isEmpty() ? null : people.get(0);
        PartyRecord record = new PartyRecord(
                PartyRecord.VERSION,
                asset.path(policy.deviceIdField()).asText(),
                asset.path("Id").asText(),
                asset.path("Name").asText(),
                policy.modelField() == null ? null : AssetQuery.text(asset, policy.modelField()),
                query.isOfPerson(asset) ? Party.Kind.PERSON : Party.Kind.ORGANISATION,
                AssetQuery.text(asset, "AccountId"),
                first == null ? null : first.contactId(),
                first == null ? null : first.individualId(),
                people.stream().skip(1).map(AssetQuery.Person::id).toList(),
                false,
                stamp(asset).toEpochMilli());
        Device known = parties.latest(record.device());
        if (known == null || !known.equals(record.toDevice())) {
            log.append(record);
        }
    }

    /** A Lead may be the same person: what was said there counts too. */
    private void addLeads(Map<String, Map<String, Boolean>> flags, String condition)
            throws OrgUnreachableException, Soql.RefusedException {
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
            if (!e.isAboutWhatIsNamed()) {
                throw e;
            }
            hidden = new Finding(FindingCode.CONSENT_DENIED, "org", "Leads cannot be read (" + e.code() + ").");
        }
    }
}
