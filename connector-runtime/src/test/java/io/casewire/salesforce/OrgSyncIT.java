package io.casewire.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.casewire.identity.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OrgSyncIT extends OrgSyncSetup {
    private static final String EMAIL = "Contact.HasOptedOutOfEmail";
    private static final String PROCESSING = "Individual.HasOptedOutProcessing";

    /** What the org calls a Person Account is a Contact and an Account at once. */
    private String person(Map<String, Object> said) throws Exception {
        Map<String, Object> fields = new TreeMap<>(said);
        fields.put("LastName", "Consumer");
        return org.create("Account", fields);
    }

    private void enablePersonAccounts() {
        assertThat(org.send("POST", "/local-org/person-accounts", new byte[0], Map.of())
                        .isOk())
                .isTrue();
    }

    @Test
    void shouldTakeAPersonAccountForThePersonItIs() throws Exception {
        // Given: a consumer's device has no Contact of its own
        enablePersonAccounts();
        String individual = org.create("Individual", Map.of("LastName", "Consumer"));
        String account = person(Map.of("PersonIndividualId", individual));
        org.create("Asset", Map.of("Name", "watch", "Casewire_Device_Id__c", "watch", "AccountId", account));
        String business = org.create("Account", Map.of("Name", "Works"));
        org.create("Asset", Map.of("Name", "press", "Casewire_Device_Id__c", "press", "AccountId", business));

        // When
        sync.run();
        awaitDevices(2);

        // Then
        assertThat(parties.latest("watch").party().kind()).isEqualTo(Party.Kind.PERSON);
        assertThat(parties.latest("watch").party().consentIds()).containsExactly(individual);
        assertThat(parties.latest("press").party().kind()).isEqualTo(Party.Kind.ORGANISATION);
        assertThat(consents.latest(individual).flags()).containsEntry(PROCESSING, false);

        // And: an objection is read when people are
        org.update("Individual", individual, Map.of("HasOptedOutProcessing", true));
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();
        await().until(() -> consents.latest(individual).flags().get(PROCESSING));
    }

    @Test
    void shouldAskBothTheContactAndThePersonWhoseAccountItIs() throws Exception {
        // Given: he owns it, she uses it, and he objects
        enablePersonAccounts();
        String owner = org.create("Individual", Map.of("LastName", "Owner", "HasOptedOutProcessing", true));
        String user = org.create("Individual", Map.of("LastName", "User"));
        String account = person(Map.of("PersonIndividualId", owner));
        org.create(
                "Asset",
                Map.of(
                        "Name",
                        "car",
                        "Casewire_Device_Id__c",
                        "car",
                        "AccountId",
                        account,
                        "ContactId",
                        contact(user, false)));

        // When
        sync.run();
        awaitDevices(1);
        Party party = parties.latest("car").party();
        await().until(() -> consents.latest(owner) != null && consents.latest(user) != null);

        // Then
        assertThat(party.consentIds()).containsExactly(user, owner);
        assertThat(verdict("machine-maintenance", party).reason()).isEqualTo("opted out");

        // And: each is heard for oneself
        org.update("Individual", owner, Map.of("HasOptedOutProcessing", false));
        sync.readAgain(Set.of(owner));
        await().until(() -> verdict("machine-maintenance", party).allowed());
        org.update("Individual", user, Map.of("HasOptedOutProcessing", true));
        sync.readAgain(Set.of(user));
        await().until(() -> !verdict("machine-maintenance", party).allowed());
    }

    @Test
    void shouldReadWhatADeviceIsUnder_andGoOnWhereThatCannotBeSeen() throws Exception {
        // Given
        String individual = org.create("Individual", Map.of("LastName", "Owner"));
        String gateway = asset("gateway", contact(individual, false));
        org.update("Asset", asset("press", contact(individual, false)), Map.of("ParentId", gateway));
        sync.run();
        awaitDevices(2);
        assertThat(parties.latest("press").parent()).isEqualTo("gateway");
        assertThat(parties.latest("gateway").parent()).isNull();
        assertThat(sync.fault()).isNull();

        // When: an org whose permission set is of before
        invisible = "Parent.";
        OrgSync without = sync(content(), counted());
        without.run();

        // Then: that is said, and consent is read all the same
        assertThat(String.valueOf(without.fault())).contains("IDENTITY-005");
        await().until(() -> parties.latest("press").parent() == null);
        assertThat(consents.latest(individual).flags()).isNotEmpty();
    }

    @Test
    void shouldReadWhatIsDeclaredOfDevices_andAgainWhenTheirAccountChanges() throws Exception {
        // Given
        String account = org.create("Account", Map.of("Name", "Works", "Site", "Foundry", "Rating", "Cold"));
        String individual = org.create("Individual", Map.of("LastName", "Owner"));
        String press = asset("press", contact(individual, false));
        org.update("Asset", press, Map.of("AccountId", account, "Casewire_Model__c", "VMC-850"));
        sync = sync(content().declaring("site: Account.Site", "tier: Account.Rating"), counted());
        sync.run();
        awaitDevices(1);
        assertThat(parties.latest("press").fields())
                .isEqualTo(Map.of("model", "VMC-850", "site", "Foundry", "tier", "Cold"));
        sync.settledAfter = Duration.ZERO;
        sync.run();
        Thread.sleep(11_000);
        assertThat(sync.run()).as("nothing has changed").isZero();

        // When: only the Account is another
        org.update("Account", account, Map.of("Rating", "Hot"));
        int before = calls.get();
        sync.run();

        // Then: nobody is asked again what they agreed to
        await().until(() -> "Hot".equals(parties.latest("press").field("tier")));
        assertThat(calls.get() - before).isEqualTo(1);

        // And: what the integration user may no longer see hides nothing else
        invisible = "Account.Rating";
        OrgSync without = sync(content().declaring("site: Account.Site", "tier: Account.Rating"), counted());
        without.run();
        assertThat(String.valueOf(without.fault())).contains("IDENTITY-006").contains("mappings/identity.yaml:");
        await().until(() -> parties.latest("press").fields().isEmpty());
        assertThat(consents.latest(individual).flags()).isNotEmpty();
    }

    @Test
    void shouldReadWhenSomebodyWorksOnADevice_asContentSaysTimes() throws Exception {
        String press = asset("press", contact(org.create("Individual", Map.of("LastName", "Owner")), false));
        org.update(
                "Asset",
                press,
                Map.of(
                        "Casewire_Maintenance_From__c", "2026-03-01T09:00:00+01:00",
                        "Casewire_Maintenance_To__c", "2026-03-01T18:00:00+01:00"));

        sync.run();

        awaitDevices(1);
        assertThat(parties.latest("press").fields())
                .isEqualTo(Map.of("maintenanceFrom", "2026-03-01T08:00:00Z", "maintenanceTo", "2026-03-01T17:00:00Z"));
    }

    @Test
    void shouldCountASaleFromWhenTheAssetChanged_whateverItsNewAccountDidSince() throws Exception {
        // Given
        String seller = org.create("Account", Map.of("Name", "Seller", "Site", "North"));
        String buyer = org.create("Account", Map.of("Name", "Buyer", "Site", "South"));
        String press =
                org.create("Asset", Map.of("Name", "press", "Casewire_Device_Id__c", "press", "AccountId", seller));
        sync = sync(content().declaring("site: Account.Site"), counted());
        sync.run();
        awaitDevices(1);

        // When
        Thread.sleep(1_100);
        org.update("Asset", press, Map.of("AccountId", buyer));
        Instant sold = Instant.now();
        Thread.sleep(2_100);
        org.update("Account", buyer, Map.of("Site", "East"));
        sync.run();

        // Then
        await().until(() -> "East".equals(parties.latest("press").field("site")));
        Instant between = sold.plusSeconds(1);
        assertThat(Objects.requireNonNull(
                                parties.find("press", between, Instant.now().plusSeconds(5)))
                        .party()
                        .accountId())
                .isEqualTo(buyer);

        // And: what its Account says alone counts from then on
        Thread.sleep(1_100);
        org.update("Account", buyer, Map.of("Site", "West"));
        sync.run();
        await().until(() -> "West".equals(parties.latest("press").field("site")));
        assertThat(Objects.requireNonNull(
                                parties.find("press", between, Instant.now().plusSeconds(5)))
                        .field("site"))
                .isEqualTo("East");
    }

    @Test
    void shouldNotReadTheSameAgainForGoodAfterManyDevicesCameAtOnce() throws Exception {
        // Given
        String contact = contact(org.create("Individual", Map.of("LastName", "Owner")), false);
        asset("press", contact);
        String drill = asset("drill", contact);
        assertThat(sync.run()).isEqualTo(2);
        assertThat(sync.run()).as("they may not have been all").isEqualTo(2);

        // When: nothing changes for so long that all of it must have become visible
        sync.settledAfter = Duration.ofSeconds(10);
        Thread.sleep(11_000);
        sync.run();

        // Then
        assertThat(sync.run()).isZero();
        org.update("Asset", drill, Map.of("Name", "another name"));
        assertThat(sync.run()).isEqualTo(1);
        assertThat(sync.run()).isEqualTo(1);
    }

    @Test
    void shouldNoticeWhatWasNotHeardOf() throws Exception {
        // Given: nothing is told of changes, and nobody asks
        OrgSync deaf = sync(
                content().change("consent/purposes.yaml", text -> text.replace("    maxConsentAge: 1h\n", "")),
                counted());
        String individual = org.create("Individual", Map.of("LastName", "Owner"));
        asset("press", contact(individual, false));
        asset("drill", contact(org.create("Individual", Map.of("LastName", "Other")), false));
        deaf.run();
        awaitDevices(2);
        deaf.run();
        org.update("Individual", individual, Map.of("HasOptedOutTracking", true));

        // When
        clock.ahead(Duration.ofHours(2));
        deaf.run();

        // Then: it is told, and corrected
        assertThat(String.valueOf(deaf.drift())).contains("CONSENT-004", "1 of 2 people");
        await().until(() -> consents.latest(individual).flags().get("Individual.HasOptedOutTracking"));
        clock.ahead(Duration.ofHours(25));
        deaf.run();
        assertThat(deaf.drift()).isNull();
    }

    @Test
    void shouldSayHowCurrentConsentIs() throws Exception {
        // Given
        asset("press", contact(org.create("Individual", Map.of("LastName", "Owner")), false));
        sync.run();
        awaitDevices(1);
        await().until(() -> age().compareTo(Duration.ofMinutes(1)) < 0);

        // When: the stream is at its end; what people said is read when it is due
        clock.ahead(Duration.ofMinutes(5));
        sync.heardAll(clock.instant());
        await().until(() -> age().compareTo(Duration.ofMinutes(1)) < 0);
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();

        // Then
        await().until(() -> age().compareTo(Duration.ofMinutes(1)) < 0);
    }

    @Test
    void shouldReadEverythingAfterADayOfSilenceBeforeConsentCountsAgain() throws Exception {
        // Given
        String individual = org.create("Individual", Map.of("LastName", "Owner"));
        asset("press", contact(individual, false));
        sync.run();
        awaitDevices(1);
        await().until(() -> age().compareTo(Duration.ofMinutes(1)) < 0);

        // When: nothing is heard for a day, then the stream says that there is nothing new
        clock.ahead(Duration.ofHours(24));
        org.update("Individual", individual, Map.of("HasOptedOutTracking", true));
        sync.heardAll(clock.instant());
        Thread.sleep(1_000);

        // Then
        assertThat(age()).isGreaterThan(Duration.ofHours(23));
        sync.run();
        await().until(() -> age().compareTo(Duration.ofMinutes(1)) < 0);
        assertThat(consents.latest(individual).flags()).containsEntry("Individual.HasOptedOutTracking", true);
    }

    @Test
    void shouldAskOnceWhenNothingChanged() throws Exception {
        // Given
        asset("press", contact(org.create("Individual", Map.of("LastName", "Owner")), false));
        sync.run();
        awaitDevices(1);
        sync.run();
        calls.set(0);

        // When
        sync.run();

        // Then
        assertThat(calls).hasValue(1);
    }

    @Test
    void shouldKeepWhatAnotherContactOfThePersonSaid() throws Exception {
        // Given
        String individual = org.create("Individual", Map.of("LastName", "Owner"));
        asset("press", contact(individual, true));
        String drill = asset("drill", contact(individual, false));
        sync.run();
        awaitDevices(2);

        // When
        org.update("Asset", drill, Map.of("Name", "Drill"));
        org.update("Individual", individual, Map.of("HasOptedOutTracking", true));
        sync.run();

        // Then
        await().until(() -> consents.latest(individual).flags().get("Individual.HasOptedOutTracking"));
        assertThat(consents.latest(individual).flags()).containsEntry(EMAIL, true);
    }

    @Test
    void shouldFindWhoAContactTurnedOutToBeWhenPeopleAreRead() throws Exception {
        // Given
        String contact = org.create("Contact", Map.of("LastName", "Owner"));
        asset("press", contact);
        sync.run();
        awaitDevices(1);

        // When: nobody has heard of the Individual
        String individual = org.create("Individual", Map.of("LastName", "Owner", "HasOptedOutProcessing", true));
        org.update("Contact", contact, Map.of("IndividualId", individual));
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();

        // Then
        await().until(() -> consents.latest(individual) != null);
        assertThat(consents.latest(individual).flags()).containsEntry(PROCESSING, true);
    }

    @Test
    void shouldReadThePersonWhoAContactTurnsOutToBe() throws Exception {
        // Given
        String individual = org.create("Individual", Map.of("LastName", "Owner"));
        asset("press", contact(individual, true));
        String contact = org.create("Contact", Map.of("LastName", "Owner", "HasOptedOutOfEmail", false));
        asset("drill", contact);
        sync.run();
        awaitDevices(2);
        assertThat(sync.knows(contact)).isTrue();

        // When
        org.update("Contact", contact, Map.of("IndividualId", individual));
        org.update("Individual", individual, Map.of("HasOptedOutTracking", true));
        sync.readAgain(Set.of(contact));

        // Then
        await().until(() -> consents.latest(individual).flags().get("Individual.HasOptedOutTracking"));
        assertThat(consents.latest(individual).flags()).containsEntry(EMAIL, true);
    }
}
