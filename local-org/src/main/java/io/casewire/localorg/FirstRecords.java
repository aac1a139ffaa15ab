package io.casewire.localorg;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Snapshot;
import io.casewire.localorg.store.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The records an org has when it is new: itself, profiles, and the users that log in or own what nobody owns. */
final class FirstRecords {
    private static final List<String> PROFILES =
            List.of("System Administrator", "Standard User", "Minimum Access - API Only Integrations");
    private static final long ORG_NUMBERS = 1L << 40;

    private final RecordStore store;
    private final Clock clock;

    FirstRecords(RecordStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Creates what is missing and returns the org's id. */
    String ensure() {
        String orgId = store.read(FirstRecords::orgId);
        return orgId.isEmpty() ? create() : orgId;
    }

    /** The org as it is when it is new, with the ids it has. */
    Snapshot snapshot() {
        List<String> usernames = List.of(LocalOrg.INTEGRATION_USERNAME, LocalOrg.DEFAULT_OWNER_USERNAME);
        return store.snapshot().only((type, row) -> switch (type.name()) {
            case "Organization", "Profile" -> true;
            case "User" -> usernames.contains(row.text(type.field("Username")));
            default -> false;
        });
    }

    private static String orgId(RecordView view) {
        return view.rows(view.schema().type("Organization")).stream()
                .map(Row::id)
                .findFirst()
                .orElse("");
    }

    private String create() {
        try (Transaction tx = store.begin()) {
            SObjectType user = tx.schema().type("User");
            String integrationUser = tx.nextId(user);
            List<String> profiles = PROFILES.stream()
                    .map(name -> put(
                            tx,
                            "Profile",
                            tx.nextId(tx.schema().type("Profile")),
                            integrationUser,
                            Map.of("Name", name, "UserType", "Standard")))
                    .toList();
            put(
                    tx,
                    "User",
                    integrationUser,
                    integrationUser,
                    user("Integration", "User", LocalOrg.INTEGRATION_USERNAME, profiles.get(0)));
            put(
                    tx,
                    "User",
                    tx.nextId(user),
                    integrationUser,
                    user("Default Case", "Owner", LocalOrg.DEFAULT_OWNER_USERNAME, profiles.get(0)));
            String orgId = RecordId.of("00D", "Lo0", Math.floorMod(new SecureRandom().nextLong(), ORG_NUMBERS));
            put(tx, "Organization", orgId, integrationUser, organization());
            tx.commit();
            return orgId;
        }
    }

    private static Map<String, Object> user(String firstName, String lastName, String username, String profileId) {
        return Map.ofEntries(
                Map.entry("FirstName", firstName),
                Map.entry("LastName", lastName),
                Map.entry("Name", firstName + " " + lastName),
                Map.entry("Username", username),
                Map.entry("Email", username),
                Map.entry("Alias", lastName.toLowerCase(Locale.ROOT)),
                Map.entry("IsActive", true),
                Map.entry("ProfileId", profileId),
                Map.entry("UserType", "Standard"),
                Map.entry("TimeZoneSidKey", "GMT"),
                Map.entry("LocaleSidKey", "en_US"),
                Map.entry("EmailEncodingKey", "UTF-8"),
                Map.entry("LanguageLocaleKey", "en_US"));
    }

    private static Map<String, Object> organization() {
        return Map.of(
                "Name", "Local Org",
                "InstanceName", "LOCAL",
                "IsSandbox", false,
                "OrganizationType", "Developer Edition",
                "TimeZoneSidKey", "GMT",
                "DefaultLocaleSidKey", "en_US",
                "LanguageLocaleKey", "en_US");
    }

    private String put(Transaction tx, String object, String id, String userId, Map<String, Object> values) {
        SObjectType type = tx.schema().type(object);
        Instant now = clock.instant();
        Row.Draft draft = Row.Draft.create(id, type.fields().size());
        draft.set(type.field("Id"), id);
        for (String audit : List.of("CreatedById", "LastModifiedById")) {
            draft.set(type.field(audit), userId);
        }
        for (String audit : List.of("CreatedDate", "LastModifiedDate", "SystemModstamp")) {
            draft.set(type.field(audit), Instant.ofEpochMilli(now.toEpochMilli()));
        }
        values.forEach((name, value) -> {
            Field field = Objects.requireNonNull(type.findField(name), name);
            draft.set(field, value);
        });
        tx.put(type, draft.toRow());
        return id;
    }
}
