package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.Consent;
import io.casewire.consent.ConsentPolicies;
import io.casewire.consent.Purpose;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private static final Duration OVERLAP = Duration.ofSeconds(10);
    /** A change may fall between the first read and the first event. */
    private static final Duration PEOPLE_FIRST = Duration.ofSeconds(10);
    /** So that a query stays well below the 16,000 characters an address may have: it names each up to four times. */
    static final int IDS_IN_QUERY = 100;

    private final OrgApi org;
    private final PartyLog log;
    private final PartyTable parties;
    private final ConsentWriter consents;
    private final IdentityPolicy policy;
    private final AssetQuery query;
    private final OrgQuery orgQuery;
    private final Givers givers;
    private final ConsentQuery consentQuery;
    private final ChangedPeople changedPeople;
    private final DailySample sample;
    private final Currency currency;
    /** Whom events spoke of; guarded by itself. */
    private final Set<String> waiting = new TreeSet<>();

    private final Clock clock;
    private final ReadPace pace;
    /** What changed before this was read. */
    private Instant readFrom = Instant.EPOCH;

    private Instant newest = Instant.EPOCH;
    private long newestReadNanos = System.nanoTime();
    /** After this long without a change, none of the same time is still to become visible: no transaction takes longer. */
    Duration settledAfter = Duration.ofMinutes(10);
    /** The Assets that the next read gives again because it overlaps, with their stamps: they are nothing new. */
    private Set<String> seen = Set.of();

    private final AtomicBoolean all = new AtomicBoolean(true);
    /** When people were last read, and when those who changed since are due; by this machine's clock. */
    private Instant peopleReadAt = Instant.EPOCH;

    private Instant peopleDue = Instant.EPOCH;
    /** How many answers were news since a sample began. */
    private int news;

    private volatile @Nullable Finding hidden;

    public OrgSync(
            OrgApi org,
            PartyLog log,
            PartyTable parties,
            ConsentTable consents,
            IdentityPolicy policy,
            ConsentPolicies policies,
            Clock clock) {
        this.org = org;
        this.clock = clock;
        this.pace = ReadPace.of(policy, policies);
        this.log = log;
        this.parties = parties;
        this.consents = new ConsentWriter(record -> log.append(record), consents);
        this.policy = policy;
        this.query =
                new AssetQuery(policy, policies.purposes().values().stream().anyMatch(Purpose::asksForAge));
        this.orgQuery = new OrgQuery(org, policy);
        this.givers = new Givers(parties, person -> readSoon(Set.of(person)));
        this.consentQuery = new ConsentQuery(org, query, policies.purposes().values(), givers, clock);
        this.changedPeople = new ChangedPeople(org, policy, query, consentQuery, givers);
        this.sample = new DailySample(consents, clock);
        this.currency = new Currency(log, policies.shortestMaxAge(), clock);
    }

    /** A fault of the setup: consent that is hidden, an Account that is missing; or null. */
    public @Nullable Finding fault() {
        Finding unseen = hidden != null ? hidden : consentQuery.hidden();
        return unseen != null ? unseen : orgQuery.noAccount();
    }

    /** That people were found to have said something else than was known; null while the last sample found none. */
    public @Nullable Finding drift() {
        return sample.drift();
    }

    /** Where purposes.yaml and the org do not say the same. */
    public List<Finding> disagreements() {
        return consentQuery.disagreements();
    }

    /** The person an id is known to stand for; the id itself where nothing is known of it. */
    String personOf(String id) {
        return givers.personOf(id);
    }

    /** The org's purposes, as they were last read. */
    DataUse uses() {
        return consentQuery.uses();
    }

    /** What reading again and again costs while nothing changes. */
    public long callsPerDay() {
        return pace.callsPerDay(query.hasPersonAccounts());
    }

    /** Whether anything is known of a person. */
    boolean knows(String party) {
        return consents.knows(party);
    }

    /** How often {@link #run} is to be called. */
    public Duration every() {
        return pace.every();
    }

    /**
     * The stream of consent is at its end: nothing was said in the org since that was not heard. After a long silence that
     * is not believed, and everything is read again.
     *
     * @param arrived when that came in
     */
    synchronized void heardAll(Instant arrived) {
        if (currency.isOutlived()) {
            readAllAgain();
        } else if (!all.get()) {
            currency.reached(arrived);
            log.commit();
        }
    }

    /** What events said, at once. @param objections by person */
    void heard(Map<String, Objection> objections) {
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
        boolean whole = all.getAndSet(false) || currency.isOutlived();
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
        if (whole) {
            query.askForAll();
            hidden = null;
            query.personAccounts(orgQuery.hasPersonAccounts());
            consentQuery.readUses();
        }
        if (whole || orgQuery.isAsked(parties.latestOrg())) {
            readOrg();
        }
        Instant began = clock.instant();
        long asked = System.nanoTime();
        Instant from = readFrom;
        List<JsonNode> assets = readAssets(() -> whole ? query.soql() : query.changedSince(from));
        assets.forEach(this::appendDevice);
        if (whole) {
            // Kafka gives up a transaction that waits for the org.
            log.commit();
            append(consentQuery.read(assets, null), asked);
            peopleReadAt = began;
            peopleDue = began.plus(pace.peopleEvery().compareTo(PEOPLE_FIRST) < 0 ? pace.peopleEvery() : PEOPLE_FIRST);
            currency.reached(began);
        } else {
            readAgain(people(assets.stream()
                    .filter(asset -> !AssetQuery.stamp(asset).isBefore(from) && !seen.contains(version(asset)))
                    .toList()));
            sampleWhenDue();
            readChangedPeople();
        }
        Instant latest = assets.stream().map(query::stampOfAll).reduce(newest, OrgSync::later);
        if (latest.isAfter(newest)) {
            newest = latest;
            newestReadNanos = asked;
        }
        // Or what was created all at once would be read again and again until something else changes.
        boolean settled = asked - newestReadNanos > settledAfter.toNanos();
        readFrom = settled ? newest.plus(OVERLAP) : newest.minus(OVERLAP);
        seen = assets.stream()
                .filter(asset -> !AssetQuery.stamp(asset).isBefore(readFrom))
                .map(OrgSync::version)
                .collect(Collectors.toSet());
        return assets.size();
    }

    private static String version(JsonNode asset) {
        return asset.path("Id").asText() + " " + AssetQuery.stamp(asset);
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
        for (List<String> some : Soql.parts(people, IDS_IN_QUERY)) {
            String in = Soql.in(some);
            long asked = System.nanoTime();
            List<JsonNode> assets = readAssets(() -> query.ofPeople(in));
            assets.forEach(this::appendDevice);
            log.commit();
            // Of others not all is here.
            append(consentQuery.read(assets, Set.copyOf(some)), asked);
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

    private void sampleWhenDue() throws OrgUnreachableException, Soql.RefusedException {
        List<String> people = query.hasConsent() ? sample.whenDue() : List.of();
        if (!people.isEmpty()) {
            news = 0;
            readAgain(Set.copyOf(people));
            sample.found(news, people);
        }
    }

    private void readChangedPeople() throws OrgUnreachableException, Soql.RefusedException {
        Instant now = clock.instant();
        if (!query.hasConsent() || now.isBefore(peopleDue)) {
            return;
        }
        if (consentQuery.readUses()) {
            // Every statement may mean something else by now.
            readAllAgain();
        }
        readAgain(changedPeople.since(peopleReadAt, this::knows));
        peopleReadAt = now;
        peopleDue = now.plus(pace.peopleEvery());
        currency.reached(now);
    }

    private void append(Map<String, Consent> answers, long asked) {
        answers.values().forEach(answer -> news += consents.answered(answer, asked) ? 1 : 0);
    }

    private void readOrg() throws OrgUnreachableException, Soql.RefusedException {
        OrgRecord record = orgQuery.read();
        if (!record.equals(parties.latestOrg())) {
            log.append(record);
        }
    }

    /** @param soql asked again for less, when the answer says that something cannot be seen */
    private List<JsonNode> readAssets(Supplier<String> soql) throws OrgUnreachableException, Soql.RefusedException {
        Soql.RefusedException refused = null;
        for (AssetQuery.Seen seen : query.lessAndLess()) {
            query.ask(seen);
            try {
                List<JsonNode> assets = Soql.query(org, soql.get());
                if (refused != null) {
                    hidden = hidden(seen, refused.code());
                }
                return assets;
            } catch (Soql.RefusedException e) {
                if (!e.isAboutWhatIsNamed()) {
                    throw e;
                }
                refused = e;
            }
        }
        throw Objects.requireNonNull(refused);
    }

    /**
     * Without consent every person is denied, without parents every device is told by itself, and without what is declared all
     * are told alike. The worst of it is said, and the rest goes on.
     */
    private Finding hidden(AssetQuery.Seen seen, String code) {
        if (!seen.consent()) {
            return new Finding(
                    FindingCode.CONSENT_DENIED,
                    "org",
                    "the fields of Individual or Contact that hold consent are not visible (" + code + ").");
        }
        return seen.parents()
                ? new Finding(
                        FindingCode.IDENTITY_FIELD,
                        policy.file().place("/asset"),
                        "a field that is declared of devices is not visible (" + code + ").")
                : new Finding(FindingCode.IDENTITY_PARENT, "org", "Asset.ParentId is not visible (" + code + ").");
    }

    private void appendDevice(JsonNode asset) {
        List<AssetQuery.Person> people = query.people(asset);
        AssetQuery.Person first = people.isEmpty() ? null : people.get(0);
        PartyRecord itself = new PartyRecord(
                PartyRecord.VERSION,
                asset.path(policy.deviceIdField()).asText(),
                asset.path("Id").asText(),
                asset.path("Name").asText(),
                null,
                query.fields(asset),
                query.isOfPerson(asset) ? Party.Kind.PERSON : Party.Kind.ORGANISATION,
                AssetQuery.text(asset, "AccountId"),
                first == null ? null : first.contactId(),
                first == null ? null : first.individualId(),
                query.parent(asset),
                people.stream().skip(1).map(AssetQuery.Person::id).toList(),
                false,
                AssetQuery.stamp(asset).toEpochMilli());
        Device known = parties.latest(itself.device());
        Device now = itself.toDevice();
        if (!now.equals(known)) {
            // Whose it is counts from when the Asset changed, whatever became of its Account since.
            boolean toldByOthers = known != null && now.equals(known.with(now.fields()));
            log.append(toldByOthers ? itself.from(query.stampOfAll(asset)) : itself);
        }
    }
}
