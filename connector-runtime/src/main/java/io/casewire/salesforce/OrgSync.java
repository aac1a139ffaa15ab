package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.Consent;
import io.casewire.consent.ConsentPolicies;
import io.casewire.identity.Device;
import io.casewire.identity.IdentityPolicy;
import io.casewire.identity.Party;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.ConsentRecord;
import io.casewire.stream.ConsentTable;
import io.casewire.stream.OrgRecord;
import io.casewire.stream.PartyLog;
import io.casewire.stream.PartyRecord;
import io.casewire.stream.PartyTable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads who owns which device and what those people agreed to, and appends what is new to the histories.
 *
 * <p>A first full read, then Assets changed since by {@code SystemModstamp}. One query gives an Asset with its Contact
 * and Individual: 2,000 devices for one API call.
 */
public final class OrgSync {
    /** Changes may become visible a little after their stamp: read that far back again. */
    private static final long OVERLAP_SECONDS = 10;

    /** Salesforce writes {@code 2026-03-01T08:00:00.000+0000}. */
    private static final DateTimeFormatter SALESFORCE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter(Locale.ROOT);

    private final OrgApi org;
    private final PartyLog log;
    private final PartyTable parties;
    private final ConsentTable consents;
    private final IdentityPolicy policy;
    private final List<String> personFields = new ArrayList<>();
    private @Nullable Instant changedSince;
    private @Nullable Finding hidden;
    private @Nullable Finding noAccount;

    public OrgSync(OrgApi org, PartyLog log, PartyTable parties, ConsentTable consents, IdentityPolicy policy) {
        this.org = org;
        this.log = log;
        this.parties = parties;
        this.consents = consents;
        this.policy = policy;
        ConsentPolicies.FLAGS.keySet().stream()
                .filter(flag -> !flag.startsWith("Lead."))
                .forEach(flag -> personFields.add(path(flag)));
    }

    /** A fault of the setup: consent that is hidden, an Account that is missing; or null. */
    public @Nullable Finding fault() {
        return hidden != null ? hidden : noAccount;
    }

    /**
     * Reads everything the first time, then what changed. Appends only what differs from the tables.
     *
     * @return how many devices were read
     */
    public int run() throws OrgUnreachableException, Soql.RefusedException, ExecutionException, InterruptedException {
        boolean first = changedSince == null;
        OrgRecord known = parties.latestOrg();
        if (first || known == null || (policy.registerUnder() != null && known.registrationAccountId() == null)) {
            readOrg();
        }
        List<JsonNode> assets = readAssets();
        Map<String, Map<String, Boolean>> flags = new TreeMap<>();
        Instant newest = changedSince == null ? Instant.EPOCH : changedSince;
        for (JsonNode asset : assets) {
            appendDevice(asset);
            collectFlags(asset, flags);
            Instant stamp = time(asset.path("SystemModstamp").asText());
            newest = stamp.isAfter(newest) ? stamp : newest;
        }
        if (first) {
            addLeads(flags);
        }
        flags.forEach(this::appendConsent);
        if (first && !parties.isComplete()) {
            log.loadComplete();
        }
        changedSince = newest;
        return assets.size();
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

    private List<JsonNode> readAssets() throws OrgUnreachableException, Soql.RefusedException {
        try {
            return Soql.query(org, assetQuery());
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
            return Soql.query(org, assetQuery());
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
        if (changedSince != null) {
            soql.append(" AND SystemModstamp >= ").append(changedSince.minusSeconds(OVERLAP_SECONDS));
        }
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
                time(asset.path("SystemModstamp").asText()).toEpochMilli());
        Device known = parties.latest(record.device());
        if (known == null || !known.equals(device(record))) {
            log.append(record);
        }
    }

    private static Device device(PartyRecord record) {
        Party party = new Party(record.partyKind(), record.accountId(), record.contactId(), record.individualId());
        return new Device(record.device(), record.assetId(), record.name(), record.model(), party);
    }

    private void collectFlags(JsonNode asset, Map<String, Map<String, Boolean>> flags) {
        JsonNode contact = asset.path("Contact");
        String individual = text(contact, "IndividualId");
        String party = individual != null ? individual : text(asset, "ContactId");
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
    private void addLeads(Map<String, Map<String, Boolean>> flags) throws OrgUnreachableException {
        try {
            for (JsonNode lead : Soql.query(
                    org, "SELECT IndividualId, HasOptedOutOfEmail, DoNotCall FROM Lead WHERE IndividualId != null")) {
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

    private void appendConsent(String party, Map<String, Boolean> flags) {
        Consent known = consents.latest(party);
        if (known == null || !known.flags().equals(flags)) {
            log.append(new ConsentRecord(
                    ConsentRecord.VERSION,
                    party,
                    new TreeMap<>(flags),
                    Instant.now().toEpochMilli()));
        }
    }

    /** {@code Individual.ShouldForget} is reached from an Asset as {@code Contact.Individual.ShouldForget}. */
    private static String path(String flag) {
        return flag.startsWith("Individual.") ? "Contact." + flag : flag;
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asText() : null;
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text, SALESFORCE_TIME).toInstant();
    }
}
