package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.PolicyFacts;
import io.casewire.identity.IdentityPolicy;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The query that gives an Asset with the people it belongs to and what they agreed to: its Contact, and the person that its
 * Account is where the org has Person Accounts.
 */
final class AssetQuery {
    private static final String CONTACT = "Contact";
    private static final String PARENT = "Parent";
    private static final String STAMP = "SystemModstamp";
    private static final String ACCOUNT = "Account.";
    private static final String PERSON_ACCOUNT = "Account.PersonContact";

    /** As the REST API says it. */
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000");

    private final IdentityPolicy policy;
    private final boolean age;
    private boolean personAccounts;
    private Seen seen = new Seen(true, true, true);

    /**
     * A person of an Asset.
     *
     * @param id the Individual's, else the Contact's
     * @param accountId of a Person Account; null for a Contact of an organisation
     * @param contact what the org says of it
     */
    record Person(
            String id, String contactId, @Nullable String individualId, @Nullable String accountId, JsonNode contact) {

        /** What this person agreed to, as far as it can be seen here. */
        Map<String, Boolean> flags() {
            Map<String, Boolean> flags = new TreeMap<>();
            for (String flag : PolicyFacts.FLAGS.keySet()) {
                JsonNode value = contact.at("/" + path(flag).replace('.', '/'));
                if (value.isBoolean() && !flag.startsWith("Lead.")) {
                    flags.put(flag, value.booleanValue());
                }
            }
            return flags;
        }

        /** Null when the org does not say, or when nobody asks. */
        @Nullable
        LocalDate birthDate() {
            String date = text(contact.path("Individual"), "BirthDate");
            return date == null ? null : LocalDate.parse(date);
        }
    }

    /** @param age whether any purpose asks how old people are */
    AssetQuery(IdentityPolicy policy, boolean age) {
        this.policy = policy;
        this.age = age;
    }

    /** Whether an Account may be a person in this org. */
    void personAccounts(boolean known) {
        personAccounts = known;
    }

    boolean hasPersonAccounts() {
        return personAccounts;
    }

    /** What is asked for, as far as the integration user may see it. @param fields those declared of devices */
    record Seen(boolean fields, boolean parents, boolean consent) {}

    /** What is asked for now, and then less and less. */
    List<Seen> lessAndLess() {
        List<Seen> all = new ArrayList<>();
        for (boolean consent : List.of(true, false)) {
            for (boolean parents : List.of(true, false)) {
                all.add(new Seen(true, parents, consent));
                if (!policy.fields().isEmpty()) {
                    all.add(new Seen(false, parents, consent));
                }
            }
        }
        return all.stream()
                .filter(less -> (seen.fields() || !less.fields())
                        && (seen.parents() || !less.parents())
                        && (seen.consent() || !less.consent()))
                .toList();
    }

    /** Somebody may have let it be seen since. */
    void askForAll() {
        seen = new Seen(true, true, true);
    }

    void ask(Seen less) {
        seen = less;
    }

    boolean hasConsent() {
        return seen.consent();
    }

    /** All Assets of devices; conditions may follow. */
    String soql() {
        // Salesforce refuses a field that is named twice.
        Set<String> fields = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        fields.addAll(List.of("Id", "Name", "AccountId", "ContactId", STAMP, policy.deviceIdField()));
        if (seen.parents()) {
            fields.add(PARENT + "." + policy.deviceIdField());
        }
        fields.addAll(declared().values());
        lookups().forEach(lookup -> fields.add(lookup + "." + STAMP));
        if (seen.consent()) {
            addConsent(fields, CONTACT, age);
        }
        if (personAccounts) {
            fields.addAll(List.of(
                    "Account.IsPersonAccount",
                    "Account.PersonContactId",
                    "Contact.IsPersonAccount",
                    "Contact.AccountId"));
            if (seen.consent()) {
                addConsent(fields, PERSON_ACCOUNT, age);
            }
        }
        return "SELECT " + String.join(", ", fields) + " FROM Asset WHERE " + policy.deviceIdField() + " != null";
    }

    private Map<String, String> declared() {
        return seen.fields() ? policy.fields() : Map.of();
    }

    /** What Assets look up that they are told by: it changes without them. */
    private Set<String> lookups() {
        return declared().values().stream()
                .filter(field -> field.contains("."))
                .map(field -> field.substring(0, field.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of {@link #soql} that changed, or what they are told by. */
    String changedSince(Instant from) {
        String since = STAMP + " >= " + from.truncatedTo(ChronoUnit.SECONDS);
        return soql() + " AND ("
                + Stream.concat(Stream.of(since), lookups().stream().map(lookup -> lookup + "." + since))
                        .collect(Collectors.joining(" OR "))
                + ")";
    }

    /** When an Asset itself changed. */
    static Instant stamp(JsonNode asset) {
        return SalesforceTime.parse(asset.path(STAMP).asText());
    }

    /** When it changed, or what it is told by. */
    Instant stampOfAll(JsonNode asset) {
        return lookups().stream()
                .map(asset::path)
                .filter(lookup -> lookup.hasNonNull(STAMP))
                .map(AssetQuery::stamp)
                .reduce(stamp(asset), (one, other) -> one.isAfter(other) ? one : other);
    }

    /**
     * What is declared of it, by its name in content; what the org does not say is left out, and so is what an Account says that may be a
     * person.
     */
    Map<String, String> fields(JsonNode asset) {
        Map<String, String> fields = new TreeMap<>();
        boolean person = isAccountAPerson(asset);
        declared().forEach((name, field) -> {
            JsonNode value = asset.at("/" + field.replace('.', '/'));
            boolean hidden = person && field.regionMatches(true, 0, ACCOUNT, 0, ACCOUNT.length());
            if (!hidden && !value.isMissingNode() && !value.isNull()) {
                fields.put(name, said(value.asText()));
            }
        });
        return fields;
    }

    /** A time as content says times, and all else as the org says it. */
    private static String said(String value) {
        return TIME.matcher(value).matches() ? SalesforceTime.parse(value).toString() : value;
    }

    private static void addConsent(Set<String> fields, String contact, boolean age) {
        fields.add(contact + ".IndividualId");
        if (age) {
            fields.add(contact + ".Individual.BirthDate");
        }
        PolicyFacts.FLAGS.keySet().stream()
                .filter(flag -> !flag.startsWith("Lead."))
                .map(flag -> contact + "." + path(flag))
                .forEach(fields::add);
    }

    /** As seen from a Contact. */
    private static String path(String flag) {
        return flag.startsWith("Individual.") ? flag : flag.substring(flag.indexOf('.') + 1);
    }

    /** The Assets of some people. @param in as in {@code IN ('003…', '0PK…')} */
    String ofPeople(String in) {
        String all = "ContactId" + in + " OR Contact.IndividualId" + in;
        if (personAccounts) {
            all += " OR Account.PersonContactId" + in + " OR Account.PersonContact.IndividualId" + in;
        }
        return soql() + " AND (" + all + ")";
    }

    /** The device that its parent is; null when it has none, or one that is no device. */
    @Nullable
    String parent(JsonNode asset) {
        return text(asset.path(PARENT), policy.deviceIdField());
    }

    /** The people an Asset belongs to, its Contact first. */
    List<Person> people(JsonNode asset) {
        List<Person> people = new ArrayList<>();
        JsonNode contact = asset.path("Contact");
        boolean personal = contact.path("IsPersonAccount").asBoolean();
        add(people, text(asset, "ContactId"), personal ? text(contact, "AccountId") : null, contact);
        JsonNode account = asset.path("Account");
        add(people, text(account, "PersonContactId"), text(asset, "AccountId"), account.path("PersonContact"));
        return people;
    }

    /** Whether it is a person's, for all that is seen: an Account that is not shared may be anybody. */
    boolean isOfPerson(JsonNode asset) {
        return !people(asset).isEmpty() || isAccountAPerson(asset);
    }

    private boolean isAccountAPerson(JsonNode asset) {
        JsonNode account = asset.path("Account");
        boolean hidden = asset.hasNonNull("AccountId")
                && !account.path("IsPersonAccount").isBoolean();
        return personAccounts && (hidden || account.path("IsPersonAccount").asBoolean());
    }

    private static void add(
            List<Person> people, @Nullable String contactId, @Nullable String accountId, JsonNode contact) {
        if (contactId == null
                || people.stream().anyMatch(known -> known.contactId().equals(contactId))) {
            return;
        }
        String individual = text(contact, "IndividualId");
        people.add(new Person(individual == null ? contactId : individual, contactId, individual, accountId, contact));
    }

    /** A field that may be empty. */
    static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asText() : null;
    }
}
