package io.casewire.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.casewire.TestContent;
import io.casewire.consent.Channel;
import io.casewire.consent.Consent;
import io.casewire.consent.Statement;
import io.casewire.consent.Statement.Answer;
import io.casewire.consent.Statement.Source;
import io.casewire.identity.Party;
import io.casewire.model.Finding;
import io.casewire.salesforce.pubsub.OrgEvent;
import io.casewire.salesforce.pubsub.Position;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What people said to purposes, as the org keeps it, and what follows of it. */
class StatementsIT extends OrgSyncSetup {
    private String purpose;

    @Override
    TestContent content() {
        return TestContent.shipped()
                .change(
                        "consent/purposes.yaml",
                        text -> text
                                + """
                  - name: tips
                    legalBasis: consent
                    dataUsePurpose: Tips for owners
                    channels: [email]
                    activities: [marketing]
                    description: Telling owners by email how to get more out of their machines.
                """);
    }

    private void purposeInOrg(String legalBasis) throws Exception {
        String basis = org.create("DataUseLegalBasis", Map.of("Name", "Ground", "Source", legalBasis));
        purpose = org.create("DataUsePurpose", Map.of("Name", "Tips for owners", "LegalBasisId", basis));
    }

    /** @return the id of a person who owns a machine of that name */
    private String owner(String machine) throws Exception {
        String individual = org.create("Individual", Map.of("LastName", machine));
        asset(machine, contact(individual, false));
        return individual;
    }

    private String says(String person, String status, Map<String, ?> more) throws Exception {
        Map<String, Object> fields = new TreeMap<>(
                Map.of("Name", "said", "PartyId", person, "ContactPointType", "Email", "PrivacyConsentStatus", status));
        fields.put("DataUsePurposeId", purpose);
        fields.putAll(more);
        return org.create("ContactPointTypeConsent", fields);
    }

    private boolean mayHaveTips(String person) {
        return verdict("tips", new Party(Party.Kind.PERSON, "001", "003", person))
                .allowed();
    }

    private List<Statement> statements(String person) {
        return Objects.requireNonNull(consents.latest(person)).statements();
    }

    private String inAnHour() {
        return clock.instant()
                .plus(Duration.ofHours(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    @Test
    void shouldKnowWhatPeopleSaidToAPurpose() throws Exception {
        // Given
        purposeInOrg("Consent");
        String other = org.create("DataUsePurpose", Map.of("Name", "Something else"));
        String willing = owner("press");
        String yes = says(
                willing,
                "OptIn",
                Map.of(
                        "EffectiveFrom",
                        "2026-01-01T00:00:00Z",
                        "EffectiveTo",
                        inAnHour(),
                        "DoubleConsentCaptureDate",
                        "2026-01-02T00:00:00Z"));
        says(willing, "OptOut", Map.of("DataUsePurposeId", other));
        String refusing = owner("drill");
        says(refusing, "OptIn", Map.of());
        String no = org.create(
                "PartyConsent",
                Map.of(
                        "Name",
                        "no",
                        "PartyId",
                        refusing,
                        "PrivacyConsentStatus",
                        "OptOut",
                        "DataUsePurposeId",
                        purpose));
        String silent = owner("mill");
        String early = owner("lathe");
        says(early, "OptIn", Map.of("EffectiveFrom", inAnHour()));

        // When
        sync.run();
        awaitDevices(4);

        // Then
        await().until(() -> consents.latest(early) != null);
        assertThat(statements(willing))
                .containsExactly(new Statement(
                        Source.CONTACT_POINT_TYPE_CONSENT,
                        yes,
                        "Tips for owners",
                        "consent",
                        Channel.EMAIL,
                        Answer.OPT_IN,
                        Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(),
                        statements(willing).get(0).to(),
                        true));
        assertThat(statements(refusing))
                .extracting(Statement::source, Statement::answer)
                .contains(tuple(Source.PARTY_CONSENT, Answer.OPT_OUT));
        assertThat(statements(refusing)).extracting(Statement::record).contains(no);
        assertThat(List.of(willing, refusing, silent, early))
                .filteredOn(this::mayHaveTips)
                .containsExactly(willing);

        // And: what is said for a time ends and begins by itself
        clock.ahead(Duration.ofMinutes(61));
        assertThat(List.of(willing, refusing, silent, early))
                .filteredOn(this::mayHaveTips)
                .containsExactly(early);
    }

    @Test
    void shouldHeedWhatChangedAndWhatWasDeletedWhenPeopleAreRead() throws Exception {
        // Given
        purposeInOrg("Consent");
        String changing = owner("press");
        String record = says(changing, "OptIn", Map.of());
        String deleting = owner("drill");
        String deleted = says(deleting, "OptIn", Map.of());
        sync.run();
        awaitDevices(2);
        await().until(() -> mayHaveTips(changing) && mayHaveTips(deleting));

        // When
        org.update("ContactPointTypeConsent", record, Map.of("PrivacyConsentStatus", "OptOut"));
        assertThat(org.send(
                                "DELETE",
                                "/services/data/v62.0/sobjects/ContactPointTypeConsent/" + deleted,
                                new byte[0],
                                Map.of())
                        .isOk())
                .isTrue();
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();

        // Then
        await().until(() -> !mayHaveTips(changing) && !mayHaveTips(deleting));
    }

    /** As {@code ConsentEvent} tells it; nothing is read in between. */
    private void hear(String record, String person, String newValues) throws Exception {
        hear("ContactPointTypeConsent", record, person, newValues);
    }

    private void hear(String object, String record, String person, String newValues) throws Exception {
        Position position = new Position("00");
        OrgEvent event = new OrgEvent(
                record,
                position,
                Map.of(
                        "ObjectName",
                        object,
                        "RecordId",
                        record,
                        "AssociatedIds",
                        "{\"PartyId\":\"" + person + "\"}",
                        "NewValues",
                        newValues));
        new ConsentFeed(sync).handle(List.of(event), position, clock.instant());
        // What was written by now is in the table.
        tables.await(System.currentTimeMillis());
    }

    @Test
    void shouldHeedAnEventBeforeAnythingIsReadAgain() throws Exception {
        // Given
        purposeInOrg("Consent");
        String person = owner("press");
        String record = says(person, "OptIn", Map.of());
        sync.run();
        awaitDevices(1);
        await().until(() -> mayHaveTips(person));

        // When: what is not about the meaning of her yes
        hear(record, person, "{\"CaptureSource\":\"Shop\"}");
        hear("0ZX000000000099AAA", person, "{\"PrivacyConsentStatus\":\"OptOut\"}");
        hear(
                "0ZX000000000098AAA",
                person,
                "{\"PartyId\":\"" + person + "\",\"DataUsePurposeId\":\"0ZW000000000099AAA\","
                        + "\"PrivacyConsentStatus\":\"OptOut\"}");

        // Then
        assertThat(mayHaveTips(person)).isTrue();

        // And: what takes it away
        for (String change : List.of(
                "{\"IsDeleted\":true}",
                "{}",
                "{\"EffectiveTo\":\"2026-01-01T00:00:00Z\"}",
                "{\"PrivacyConsentStatus\":\"OptOut\"}")) {
            hear(record, person, change);
            assertThat(mayHaveTips(person)).as(change).isFalse();
            sync.readAgain(Set.of(person));
            await().until(() -> mayHaveTips(person));
        }
        hear("0ZX000000000097AAA", person, "{\"PartyId\":\"" + person + "\",\"PrivacyConsentStatus\":\"OptOut\"}");
        assertThat(mayHaveTips(person)).isFalse();
    }

    /** @return the id of its text */
    private String form(Map<String, String> effect) throws Exception {
        Map<String, String> fields = new TreeMap<>(effect);
        fields.put("Name", "Study");
        String form = org.create("AuthorizationForm", fields);
        org.create(
                "AuthorizationFormDataUse",
                Map.of("Name", "use", "AuthorizationFormId", form, "DataUsePurposeId", purpose));
        return org.create(
                "AuthorizationFormText", Map.of("Name", "text", "AuthorizationFormId", form, "Locale", "en_US"));
    }

    private String answers(String giver, String text, String status) throws Exception {
        return org.create(
                "AuthorizationFormConsent",
                Map.of(
                        "Name", "given",
                        "AuthorizationFormTextId", text,
                        "ConsentGiverId", giver,
                        "Status", status));
    }

    @Test
    void shouldCountAFormThatNamesThePurpose() throws Exception {
        // Given: she signed as a Contact, he refused as an Individual
        purposeInOrg("Consent");
        String text = form(Map.of());
        String she = org.create("Individual", Map.of("LastName", "She"));
        String contact = contact(she, false);
        asset("press", contact);
        String he = owner("drill");
        Map<String, String> records = new TreeMap<>();
        for (Map.Entry<String, String> given :
                Map.of(contact, "Signed", he, "Rejected").entrySet()) {
            records.put(given.getKey(), answers(given.getKey(), text, given.getValue()));
        }

        // When
        sync.run();
        awaitDevices(2);
        await().until(() -> consents.latest(she) != null && consents.latest(he) != null);

        // Then
        assertThat(statements(she))
                .extracting(Statement::source, Statement::answer, Statement::purpose)
                .containsExactly(tuple(Source.AUTHORIZATION_FORM_CONSENT, Answer.OPT_IN, "Tips for owners"));
        assertThat(statements(he)).extracting(Statement::answer).containsExactly(Answer.OPT_OUT);

        // And: what a Contact takes back concerns the person
        org.update("AuthorizationFormConsent", records.get(contact), Map.of("Status", "Rejected"));
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();
        await().until(() -> statements(she).get(0).answer() == Answer.OPT_OUT);
    }

    @Test
    void shouldCountAFormOnlyWhileItIsInEffect() throws Exception {
        // Given: a form that ends tomorrow, and one that begins then
        purposeInOrg("Consent");
        LocalDate tomorrow =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        Map<String, Map<String, String>> forms = Map.of(
                "press", Map.of("EffectiveToDate", tomorrow.toString()),
                "drill", Map.of("EffectiveFromDate", tomorrow.toString()));
        Map<String, String> people = new TreeMap<>();
        for (Map.Entry<String, Map<String, String>> form : forms.entrySet()) {
            String person = owner(form.getKey());
            people.put(form.getKey(), person);
            answers(person, form(form.getValue()), "Signed");
        }

        // When
        sync.run();
        awaitDevices(2);
        await().until(() -> people.values().stream().allMatch(person -> consents.latest(person) != null));

        // Then
        long midnight = tomorrow.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        assertThat(statements(people.get("press"))).extracting(Statement::to).containsExactly(midnight);
        assertThat(statements(people.get("drill"))).extracting(Statement::from).containsExactly(midnight);
    }

    @Test
    void shouldHeedWhatIsSaidToOneContactPoint() throws Exception {
        // Given: a yes to the purpose by any email, and a no to it at one address
        purposeInOrg("Consent");
        String willing = owner("press");
        says(willing, "OptIn", Map.of());
        String refusing = owner("drill");
        says(refusing, "OptIn", Map.of());
        String address =
                org.create("ContactPointEmail", Map.of("ParentId", refusing, "EmailAddress", "somebody@example.com"));
        String also = owner("lathe");
        says(also, "OptIn", Map.of());
        String deleted = atContactPoint(
                org.create("ContactPointEmail", Map.of("ParentId", also, "EmailAddress", "also@example.com")),
                "OptOut");
        String phone = org.create("ContactPointPhone", Map.of("ParentId", willing, "TelephoneNumber", "1"));
        atContactPoint(phone, "OptOut");
        String refusal = atContactPoint(address, "OptOut");

        // When
        sync.run();
        awaitDevices(3);
        await().until(() -> consents.latest(willing) != null && consents.latest(refusing) != null);
        await().until(() -> consents.latest(also) != null);

        // Then: a telephone is not an email
        assertThat(statements(willing))
                .extracting(Statement::source, Statement::channel, Statement::answer)
                .contains(tuple(Source.CONTACT_POINT_CONSENT, Channel.PHONE, Answer.OPT_OUT));
        assertThat(List.of(willing, refusing, also))
                .filteredOn(this::mayHaveTips)
                .containsExactly(willing);

        // And: what changes there is found out, whether the record is changed or thrown away
        org.update("ContactPointConsent", refusal, Map.of("PrivacyConsentStatus", "OptIn"));
        assertThat(org.send(
                                "DELETE",
                                "/services/data/v62.0/sobjects/ContactPointConsent/" + deleted,
                                new byte[0],
                                Map.of())
                        .isOk())
                .isTrue();
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();
        await().until(() -> mayHaveTips(refusing) && mayHaveTips(also));
        atContactPoint(address, "OptOut");
        sync.readAgain(Set.of(refusing));
        await().until(() -> !mayHaveTips(refusing));

        // And: a yes at an address is none to the purpose
        String unasked = owner("mill");
        String another = org.create(
                "ContactPointEmail", Map.of("ParentId", unasked, "EmailAddress", "somebody.else@example.com"));
        atContactPoint(another, "OptIn");
        sync.run();
        awaitDevices(4);
        await().until(() -> consents.latest(unasked) != null);
        assertThat(statements(unasked)).hasSize(1);
        assertThat(mayHaveTips(unasked)).isFalse();
    }

    /** A consumer's address belongs to the Account that he is. */
    @Test
    void shouldHeedWhatIsSaidToAContactPointOfAPersonAccount() throws Exception {
        // Given
        assertThat(org.send("POST", "/local-org/person-accounts", new byte[0], Map.of())
                        .isOk())
                .isTrue();
        purposeInOrg("Consent");
        String consumer = org.create("Individual", Map.of("LastName", "Consumer"));
        String account = org.create("Account", Map.of("LastName", "Consumer", "PersonIndividualId", consumer));
        org.create("Asset", Map.of("Name", "watch", "Casewire_Device_Id__c", "watch", "AccountId", account));
        says(consumer, "OptIn", Map.of());
        String address =
                org.create("ContactPointEmail", Map.of("ParentId", account, "EmailAddress", "consumer@example.com"));
        String said = atContactPoint(address, "OptOut");

        // When
        sync.run();
        awaitDevices(1);
        await().until(() -> consents.latest(consumer) != null);

        // Then
        assertThat(mayHaveTips(consumer)).isFalse();

        // And: when it is taken back
        org.update("ContactPointConsent", said, Map.of("PrivacyConsentStatus", "OptIn"));
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();
        await().until(() -> mayHaveTips(consumer));

        // And: by an event that names only the record
        org.update("ContactPointConsent", said, Map.of("PrivacyConsentStatus", "OptOut"));
        hear("ContactPointEmail", address, "", "{}");
        sync.readWaiting();
        await().until(() -> !mayHaveTips(consumer));
    }

    /** The yes that was given at an address is the new owner's. */
    @Test
    void shouldTakeAYesFromWhomTheContactPointWas() throws Exception {
        // Given
        purposeInOrg("Consent");
        String before = owner("press");
        String after = owner("drill");
        String phone = org.create("ContactPointPhone", Map.of("ParentId", before, "TelephoneNumber", "1"));
        atContactPoint(phone, "OptIn");
        sync.run();
        awaitDevices(2);
        await().until(() -> consents.latest(before) != null && consents.latest(after) != null);
        assertThat(statements(before)).hasSize(1);

        // When
        org.update("ContactPointPhone", phone, Map.of("ParentId", after));
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();

        // Then
        await().until(() -> statements(before).isEmpty() && statements(after).size() == 1);

        // When: it goes back, and its new owner is read first
        org.update("ContactPointPhone", phone, Map.of("ParentId", before));
        sync.readAgain(Set.of(before));
        sync.readWaiting();

        // Then
        await().until(() -> statements(after).isEmpty() && statements(before).size() == 1);
    }

    private String atContactPoint(String contactPoint, String status) throws Exception {
        return org.create(
                "ContactPointConsent",
                Map.of(
                        "Name", "said",
                        "ContactPointId", contactPoint,
                        "PrivacyConsentStatus", status,
                        "DataUsePurposeId", purpose));
    }

    @Test
    void shouldHeedAnEventOfAContactPoint() throws Exception {
        // Given
        purposeInOrg("Consent");
        String person = owner("press");
        says(person, "OptIn", Map.of());
        sync.run();
        awaitDevices(1);
        await().until(() -> mayHaveTips(person));

        // When: what kind of contact point it is, the event does not say
        hear(
                "ContactPointConsent",
                "9Cc000000000001AAA",
                person,
                "{\"ContactPointId\":\"9Em000000000001AAA\",\"PrivacyConsentStatus\":\"OptOut\"}");

        // Then
        assertThat(mayHaveTips(person)).isFalse();
    }

    @Test
    void shouldSayWhereTheOrgAndPurposesDiffer() throws Exception {
        // Given
        String person = owner("press");
        sync.run();
        awaitDevices(1);
        assertThat(sync.disagreements())
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .contains("CONSENT-008", "purpose 'tips'", "no DataUsePurpose named 'Tips for owners'");

        // When
        purposeInOrg("LegitimateInterest");
        says(person, "OptIn", Map.of());
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();

        // Then
        assertThat(sync.disagreements())
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .contains("its legal basis is consent, and in the org legitimateInterest");
        // And: what was said to a purpose that is new is read
        sync.run();
        await().until(() -> mayHaveTips(person));
        String consent = org.create("DataUseLegalBasis", Map.of("Name", "Consent", "Source", "Consent"));
        org.update("DataUsePurpose", purpose, Map.of("LegalBasisId", consent));
        clock.ahead(MAX_AGE.dividedBy(2));
        sync.run();
        assertThat(sync.disagreements()).isEmpty();
    }

    @Test
    void shouldDenyWhereStatementsMayNotBeSeenAndSayIt() throws Exception {
        // Given: as Salesforce answers a user without the object's permission
        purposeInOrg("Consent");
        String person = owner("press");
        says(person, "OptIn", Map.of());
        boolean[] hidden = {true};
        OrgSync blind = sync(content(), new OrgApi() {
            @Override
            public Answer send(String method, String path, byte[] body, Map<String, String> headers) {
                boolean asked = URLDecoder.decode(path, StandardCharsets.UTF_8).contains("FROM PartyConsent");
                return asked && hidden[0]
                        ? new Answer(
                                400,
                                "[{\"errorCode\":\"INVALID_TYPE\",\"message\":\"not supported\"}]"
                                        .getBytes(StandardCharsets.UTF_8),
                                "")
                        : org.send(method, path, body, headers);
            }

            @Override
            public String version() {
                return org.version();
            }
        });

        // When
        blind.run();
        awaitDevices(1);
        await().until(() -> consents.latest(person) != null);

        // Then
        Party party = new Party(Party.Kind.PERSON, "001", "003", person);
        assertThat(verdict("machine-maintenance", party).reason()).isEqualTo("not visible to the integration user");
        assertThat(String.valueOf(blind.fault())).contains("PartyConsent", "INVALID_TYPE");

        // And: once it may be seen, everything is read again
        hidden[0] = false;
        clock.ahead(MAX_AGE.dividedBy(2));
        blind.run();
        blind.run();
        await().until(() -> mayHaveTips(person));
        assertThat(blind.fault()).isNull();
    }

    @Test
    void shouldKnowWhichAgeSomebodyReachedAndNotTheBirthday() throws Exception {
        // Given
        purposeInOrg("Consent");
        String today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toString();
        String year = String.valueOf(Integer.parseInt(today.substring(0, 4)) - 16);
        String birthday = org.create("Individual", Map.of("LastName", "A", "BirthDate", year + today.substring(4)));
        asset("press", contact(birthday, false));
        String unknown = owner("drill");

        // When
        sync.run();
        awaitDevices(2);
        await().until(() -> consents.latest(birthday) != null && consents.latest(unknown) != null);

        // Then
        assertThat(consents.latest(birthday).ageAtLeast()).isEqualTo(16);
        assertThat(consents.latest(unknown).ageAtLeast()).isEqualTo(Consent.AGE_UNKNOWN);
        assertThat(sync.callsPerDay()).isGreaterThan(86_400 / 5);
    }
}
