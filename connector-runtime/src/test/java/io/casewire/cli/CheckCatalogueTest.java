package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.content.Content;
import io.casewire.content.ContentLoader;
import io.casewire.content.Unused;
import io.casewire.doctor.Checkup;
import io.casewire.doctor.MappingCheckup;
import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.LocalOrgOptions;
import io.casewire.model.Finding;
import io.casewire.salesforce.MetadataDeploy;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgQuestions;
import io.casewire.trial.RuleCaseReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes people make, each of which {@code casewire check} has to tell, at its place; and the shipped content, of which nothing. */
class CheckCatalogueTest {
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("format", "mappings/formats/machine-maintenance.yaml"),
            Map.entry("rule", "rules/machine-maintenance/overstrain.drl"),
            Map.entry("raise", "rules/health/emergency.drl"),
            Map.entry("limits", "rules/machine-maintenance/limits.csv"),
            Map.entry("texts", "rules/machine-maintenance/texts.yaml"),
            Map.entry("case", "mappings/case.yaml"),
            Map.entry("episode", "mappings/episode.yaml"),
            Map.entry("asset", "mappings/asset.yaml"),
            Map.entry("identity", "mappings/identity.yaml"),
            Map.entry("maintenance", "mappings/maintenance.yaml"),
            Map.entry("purposes", "consent/purposes.yaml"),
            Map.entry("policy", "consent/policies/age.drl"),
            Map.entry("policyCase", "consent/policies/cases/age.yaml"),
            Map.entry("vitals", "mappings/formats/health-vitals.yaml"),
            Map.entry("signals", "mappings/signals/health.yaml"),
            Map.entry("logins", "mappings/signals/finance.yaml"),
            Map.entry("interest", "rules/offers/interest.drl"),
            Map.entry("scores", "rules/health/news2.csv"),
            Map.entry("command", "mappings/step-up.yaml"),
            Map.entry("launch", "mappings/visit.yaml"),
            Map.entry("event", "mappings/signal.yaml"),
            Map.entry("group", "mappings/site.yaml"),
            Map.entry("shutdown", "mappings/shutdown.yaml"),
            Map.entry("ruleCase", "rules/machine-maintenance/cases/power.yaml"),
            Map.entry("events", "camel-routes/40-org-case-changes.camel.yaml"));

    private static LocalOrg local;
    private static OrgApi org;

    @BeforeAll
    static void start() throws Exception {
        local = LocalOrg.start(LocalOrgOptions.defaults());
        org = new LocalOrgApi(local);
        assertThat(MetadataDeploy.deploy(org, TestContent.repository().resolve(Connector.METADATA)))
                .isEmpty();
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private static List<Finding> check(TestContent content) throws Exception {
        List<Finding> findings = new ArrayList<>();
        Content loaded = ContentLoader.load(content.files(), findings::add);
        if (loaded != null) {
            RuleCaseReader.read(content.files(), loaded, findings::add);
            Checkup checkup = new Checkup();
            MappingCheckup.run(new OrgQuestions(org), loaded, checkup);
            findings.addAll(checkup.problems());
            Unused.check(content.files(), loaded, findings::add);
        }
        return findings;
    }

    /** The shipped content, and one of each kind of file it has none of. */
    private static TestContent all() {
        return TestContent.shipped()
                .with(
                        "mappings/signal.yaml",
                        """
                        apiVersion: casewire.io/v1
                        kind: Mapping
                        name: signal
                        from: decision
                        on: [opened]
                        target: { event: Casewire_Signal__e }
                        fields:
                          - { target: Device_Id__c, from: .device.id }
                          - { target: Episode_Key__c, from: .episode.key }
                        """)
                .with(
                        "mappings/site.yaml",
                        """
                        apiVersion: casewire.io/v1
                        kind: Group
                        name: site
                        of: machine-maintenance
                        per: account
                        domain: sites
                        purpose: machine-maintenance
                        fields: [torque]
                        """)
                .with(
                        "rules/sites/torque.drl",
                        """
                        package sites

                        rule "sites/torque"
                          @purpose( "machine-maintenance" ) @severity( "low" )
                        when
                          $reading : Reading( torque > 70 )
                        then
                          conditions.holds( $reading );
                        end
                        """)
                .with(
                        "rules/sites/texts.yaml",
                        """
                        apiVersion: casewire.io/v1
                        kind: Texts
                        domain: sites
                        languages:
                          en:
                            sites/torque:
                              subject: "{device.name}: much torque"
                              reason: "{reading.torque}"
                        """)
                .with(
                        "mappings/shutdown.yaml",
                        """
                        apiVersion: casewire.io/v1
                        kind: Maintenance
                        windows:
                          - name: New bearings in hall 3
                            devices: ["press-*"]
                            from: 2026-03-01T08:00:00+01:00
                            to: 2026-03-01T18:00:00+01:00
                          - name: Backup
                            weekly: { days: [sunday], from: "22:00", to: "04:00", zone: Europe/Berlin }
                        """);
    }

    @Test
    void shouldSayNothingOfWhatIsWell() throws Exception {
        assertThat(check(TestContent.shipped())).isEmpty();
        assertThat(check(all())).isEmpty();
    }

    /** Each row: the file, what stands there, what somebody wrote instead, and the name that was probably meant. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    format | purposes: [machine-maintenance] | purposes: [machine-maintenence] | machine-maintenance
                    asset | domains: [machine-maintenance] | domains: [machine-maintenence] | machine-maintenance
                    signals | purpose: patient-care | purpose: patient-car | patient-care
                    logins | of: denied | of: deneid | denied
                    episode | after: { mapping: case, | after: { mapping: cases, | case
                    command | from: .condition.name } | from: .condition.nam } | condition.name
                    limits | limit,reading.type,value | limit,reading.typ,value | reading.type
                    event | target: Episode_Key__c | target: Episode_Kye__c | Episode_Key__c
                    case | target: Subject | target: Subjct | Subject
                    episode | "Open" else "Cleared" | "Opne" else "Cleared" | open
                    raise | @raises( "health/deteriorating" ) | @raises( "health/detereorating" ) | health/deteriorating
                    raise | signals.news2 >= | signals.news >= | signals.news2
                    raise | signals.news2 >= | news2 >= | signals.news2
                    rule | > limits.maxOverstrain | > limits.maxOverstrian | limits.maxOverstrain
                    ruleCase | condition: machine-maintenance/power | condition: machine-maintenance/powr | machine-maintenance/power
                    group | of: machine-maintenance | of: machine-maintenence | machine-maintenance
                    group | fields: [torque] | fields: [torqe] | torque
                    """)
    void shouldSayWhatWasMeant(String file, String shipped, String mistake, String meant) throws Exception {
        TestContent content = all().change(FILES.get(file), text -> first(text, shipped, mistake));

        assertThat(check(content))
                .anySatisfy(finding -> assertThat(finding.what()).contains("Did you mean " + meant + "?"));
    }

    /** Each row: the file, what stands there, what somebody wrote instead, and the finding with the file it has to name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    format | apiVersion: casewire.io/v1 | apiVersion: casewire.io/v2 | CONTENT-001 | format
                    format | kind: Format | kind: Fromat | CONTENT-001 | format
                    format | contentType: json | contentType: jsn | CONTENT-003 | format
                    format | unit: iso } | unit: isoo } | CONTENT-001 | format
                    format | eventTime: | evntTime: | CONTENT-001 | format
                    format | name: torque, type: number | name: torque, type: numbr | CONTENT-001 | format
                    format | name: torque, type: number | name: toolWear, type: number | CONTENT | format
                    format | min: 200, max: 400 | min: 400, max: 200 | CONTENT | format
                    format | purposes: [machine-maintenance] | purposes: [machine-maintenence] | CONTENT-003 | format
                    format | domain: machine-maintenance | domain: machine-maintenence | RULE | rules/machine-maintenance
                    format | retained: updatesState | retained: decide | CONTENT-001 | format
                    format | maxAhead: 2h | maxAhead: 2 hours | CONTENT-001 | format
                    format | devices/{device}/telemetry | devices/{machine}/telemetry | CONTENT | format
                    format | fields: | fields: [ | CONTENT-002 | format
                    format | name: torque, | name: torqe, | RULE | rule
                    rule | toolWear * torque | tolWear * torque | RULE | rule
                    rule | toolWear * torque | toolWear * type | RULE | rule
                    rule | @severity( "high" ) | @severity( "high" ) @rollUp( "site" ) | RULE | rule
                    rule | @severity( "high" ) | @severity( "high" ) @rollUp( "parent" ) | CONTENT-003 | texts
                    rule | limits.maxOverstrain | limits.maxOverstrian | RULE | rule
                    rule | @severity( "high" ) | @severity( "hgih" ) | RULE | rule
                    rule | @severity( "high" ) | `` | RULE | rule
                    rule | @severity( "high" ) | @sevrity( "high" ) | RULE | rule
                    rule | @severity( "high" ) | @severity( "high" ) @hold( "3 minutes" ) | RULE | rule
                    rule | @severity( "high" ) | @severity( "high" ) @massShare( "120%" ) | RULE | rule
                    rule | @purpose( "machine-maintenance" ) | `` | RULE | rule
                    rule | @purpose( "machine-maintenance" ) | @purpose( "machine-maintenence" ) | CONTENT-003 | rules/machine-maintenance
                    rule | rule "machine-maintenance/overstrain" | rule "machine-maintenance/power" | RULE | rules/machine-maintenance
                    rule | rule "machine-maintenance/overstrain" | rule "overstrain" | RULE | rule
                    rule | package machine_maintenance | package retail | RULE | rule
                    raise | @raises( "health/deteriorating" ) | @raises( "health/detereorating" ) | RULE-006 | raise
                    raise | @severity( "critical" ) | @severity( "medium" ) | RULE-006 | rules/health/deteriorating.drl
                    raise | @severity( "critical" ) | `` | RULE-006 | rules/health
                    raise | @severity( "critical" ) | @severity( "critical" ) @hold( "15m" ) | RULE-006 | raise
                    rule | conditions.holds( $reading ); | conditions.hold( $reading ); | RULE | rule
                    rule | conditions.holds( $reading ); | System.exit( 1 ); | RULE | rule
                    rule | conditions.holds( $reading ); | conditions.holds( $reading ); insert( $reading ); | RULE | rule
                    rule | conditions.holds( $reading ); | `` | RULE | rule
                    rule | package machine_maintenance | package machine_maintenance; import java.io.File; | RULE | rule
                    rule | when | wehn | RULE | rule
                    limits | maxPower,,9000,W | maxPower,,many,W | CONTENT | limits
                    limits | maxOverstrain,M,12000 | maxOverstrain,L,12000 | CONTENT | limits
                    limits | limit,reading.type,value | limit,reading.typ,value | CONTENT | limits
                    limits | maxPower,,9000,W | maxPowr,,9000,W | RULE | rules/machine-maintenance/power.drl
                    logins | - { name: jump, | - { name: spare, function: last, of: latitude }\\n  - { name: jump, | CONTENT-004 | logins
                    purposes | - name: machine-maintenance | - { name: spare, legalBasis: contract, dataUsePurpose: Spare, description: "for nothing, so far" }\\n  - name: machine-maintenance | CONTENT-004 | purposes
                    identity | maintenanceTo: | site: Account.Site\\n    maintenanceTo: | CONTENT-004 | identity
                    texts | machine-maintenance/visit due: | machine-maintenance/spare: { subject: "a", reason: "b" }\\n    machine-maintenance/visit due: | CONTENT-004 | texts
                    rule | @purpose( "machine-maintenance" ) | @purpose( "patient-care" ) | CONTENT-003 | rule
                    asset | from: .reading.eventAt | from: .reading.torque | DOCTOR-021 | asset
                    episode | from: .episode.count | from: .device.name | DOCTOR-021 | episode
                    case | from: .text.subject | from: .episode.count | DOCTOR-021 | case
                    case | { target: Subject, | { target: SuppliedName, from: .text.subject }\\n  - { target: Subject, | DOCTOR-021 | case
                    case | target: Subject, from: .text.subject | target: Subject, from: .text.reason | DOCTOR-021 | case
                    event | { target: Device_Id__c | { target: Transition__c, from: .condition.name }\\n  - { target: Device_Id__c | DOCTOR-021 | event
                    event | { target: Device_Id__c | { target: Reason__c, from: .text.reason }\\n  - { target: Device_Id__c | DOCTOR-021 | event
                    event | from: .device.id | from: .episode.open | DOCTOR-021 | event
                    limits | minPower,,3500,W | spare,,1,W,"read by nothing"\\nminPower,,3500,W | CONTENT-004 | limits
                    texts | machine-maintenance/power: | machine-maintenance/powr: | CONTENT | texts
                    texts | subject: "{device.name}: power | subjct: "{device.name}: power | CONTENT-001 | texts
                    texts | {reading.toolWear} (limit | {reading.tolWear} (limit | CONTENT | texts
                    texts | type {reading.type} | type {reading.type | CONTENT | texts
                    case | takeOver: .device.openCase | takeOver: .device.opencase | CONTENT-003 | case
                    case | target: Subject | target: Subjct | DOCTOR-001 | case
                    case | target: Casewire_Reason__c | target: Casewire_Raeson__c | DOCTOR-001 | case
                    case | externalId: Casewire_Episode_Key__c | externalId: Casewire_Episode_Kye__c | DOCTOR-001 | case
                    case | externalId: Casewire_Episode_Key__c | externalId: Casewire_Severity__c | DOCTOR-003 | case
                    case | { object: Case, | { object: Csae, | DOCTOR-001 | case
                    case | target: Subject | target: CaseNumber | DOCTOR-002 | case
                    case | from: .text.subject | from: .txt.subject | CONTENT | case
                    case | from: .device.assetId | from: 'now()' | CONTENT-005 | case
                    case | from: .device.assetId | from: '.device.assetId)' | CONTENT-005 | case
                    case | from: .condition.severity, write: always | from: '"severe"', write: always | DOCTOR-021 | case
                    case | write: always } | write: allways } | CONTENT-001 | case
                    case | on: [opened, updated, cleared, reopened, raised, lowered] | on: [opened, closed, reopened] | CONTENT-001 | case
                    case | per: 1h | per: 1 hour | CONTENT-001 | case
                    case | name: case | name: episode | CONTENT | mappings
                    case | assignment: true | assignment: owner | CONTENT-001 | case
                    case | lane: .device.assetId | lane: .device.assetid | CONTENT | case
                    episode | "Open" else "Cleared" | "Opened" else "Cleared" | DOCTOR-021 | episode
                    episode | Case__r.Casewire_Episode_Key__c | Case_r.Casewire_Episode_Key__c | DOCTOR-001 | episode
                    episode | after: { mapping: case, | after: { mapping: cases, | CONTENT-003 | episode
                    episode | target: Reading_Count__c, from: .episode.count | target: Reading_Count__c, from: '"many"' | DOCTOR-021 | episode
                    asset | domains: [machine-maintenance] | domains: [machines] | CONTENT-003 | asset
                    asset | purpose: machine-maintenance | purpose: maintenance | CONTENT-003 | asset
                    asset | from: reading | from: readings | CONTENT-001 | asset
                    identity | unknownDevice: register | unknownDevice: regster | CONTENT-001 | identity
                    identity | deviceId: Casewire_Device_Id__c | deviceId: Casewire_DeviceId__c | DOCTOR-001 | identity
                    identity | refresh: 5s | refresh: 5 seconds | CONTENT-001 | identity
                    identity | underAccount: | underAcount: | CONTENT-001 | identity
                    identity | maintenanceTo: | site: Account.Sit\\n    maintenanceTo: | DOCTOR-001 | identity
                    identity | maintenanceTo: | site: Acount.Site\\n    maintenanceTo: | DOCTOR-001 | identity
                    identity | maintenanceTo: | site: Ste__c\\n    maintenanceTo: | DOCTOR-001 | identity
                    identity | maintenanceTo: | born: Contact.Birthdate\\n    maintenanceTo: | CONTENT-001 | identity
                    identity | maintenanceTo: | who: OwnerId\\n    maintenanceTo: | CONTENT-001 | identity
                    identity | maintenanceTo: | who: AssetServicedBy.Name\\n    maintenanceTo: | CONTENT-001 | identity
                    identity | maintenanceTo: | site: account.site\\n    maintenanceTo: | DOCTOR-001 | identity
                    identity | maintenanceTo: | site: Account.site\\n    maintenanceTo: | DOCTOR-001 | identity
                    identity | maintenanceTo: | model: Account.Site\\n    maintenanceTo: | CONTENT-001 | identity
                    identity | maintenanceTo: | born: Account.PersonBirthdate\\n    maintenanceTo: | CONTENT-001 | identity
                    identity | maintenanceTo: | name: Account.Site\\n    maintenanceTo: | CONTENT-001 | identity
                    identity | maintenanceTo: | site: "Id FROM User"\\n    maintenanceTo: | CONTENT-001 | identity
                    identity | maintenanceTo: | Site: Account.Site\\n    maintenanceTo: | CONTENT-001 | identity
                    identity | maintenanceFrom: Casewire_Maintenance_From__c | maintenanceFrom: Casewire_Model__c | DOCTOR-001 | identity
                    identity | maintenanceTo: Casewire_Maintenance_To__c | maintenanceTo: Casewire_Maintenance_Till__c | DOCTOR-001 | identity
                    identity | maintenanceTo: Casewire_Maintenance_To__c | maintenanceTo: Account.Site | DOCTOR-001 | identity
                    ruleCase | messages: | fields: { maintenanceTo: tomorrow }\\n    messages: | CONTENT-001 | ruleCase
                    identity | maintenanceTo: | maintenanceUntil: | CONTENT-003 | maintenance
                    maintenance | from: maintenanceFrom | from: maintenanceForm | CONTENT-003 | maintenance
                    maintenance | , to: maintenanceTo | , until: maintenanceTo | CONTENT-001 | maintenance
                    limits | limit,reading.type,value | limit,device.site,value | CONTENT-001 | limits
                    ruleCase | messages: | fields: { site: Foundry }\\n    messages: | CONTENT-001 | ruleCase
                    purposes | legalBasis: legitimateInterest | legalBasis: legitimateInterests | CONTENT-001 | purposes
                    purposes | maxConsentAge: 1h | maxConsentAge: one hour | CONTENT-001 | purposes
                    purposes | name: machine-maintenance | name: maintenance | CONTENT-003 | consent/policies/cases
                    policy | verdicts.deny( | verdicts.denyy( | RULE | policy
                    policy | ageAtLeast < $least | ageAtLest < $least | RULE | policy
                    policyCase | verdict: denied | verdict: allowed | CONSENT-006 | policyCase
                    ruleCase | condition: machine-maintenance/power | condition: machine-maintenance/powr | CONTENT-003 | ruleCase
                    ruleCase | transition: opened | transition: open | CONTENT-001 | ruleCase
                    events | casewire-journal | log:journal | CONTENT-006 | events
                    signals | function: worst | function: wrost | CONTENT-001 | signals
                    signals | purpose: patient-care | purpose: patient-car | CONTENT-003 | signals
                    signals | purpose: patient-care | purpose: fraud-prevention | RULE-002 | raise
                    signals | table: rules/health/news2.csv | table: rules/health/news.csv | CONTENT-003 | signals
                    signals | window: 12h | window: 12000d | CONTENT-001 | signals
                    signals | name: news2Worst | name: news2 | CONTENT-003 | signals
                    signals | name: news2, | name: news, | RULE-002 | raise
                    logins | of: denied | of: deneid | CONTENT-003 | logins
                    logins | of: [latitude, longitude] } | of: [latitude] } | CONTENT-001 | logins
                    logins | window: 30m | window: 0s | CONTENT-001 | logins
                    interest | @purpose( "in-store-offers" ) | @purpose( "machine-maintenance" ) | RULE-002 | interest
                    scores | field,upTo,points | field,upto,points | CONTENT-001 | scores
                    scores | respirationRate,20,0, | respirationRate,10,0, | CONTENT-001 | scores
                    scores | respirationRate,20,0, | respirationRate,20,none, | CONTENT-001 | scores
                    scores | respirationRate,8,3, | respirationrate,8,3, | CONTENT | signals
                    command | domains: [finance] | domains: [finances] | CONTENT-003 | command
                    command | .condition.name != | .condition.nme != | CONTENT-003 | command
                    command | from: .condition.name } | from: .condition.nam } | CONTENT-003 | command
                    command | from: .condition.name } | from: .limits.none } | CONTENT-003 | command
                    command | expires: 5m | expires: 50d | CONTENT-001 | command
                    command | on: [opened, reopened] | on: [opened, again] | CONTENT-001 | command
                    launch | after: { mapping: case, | after: { mapping: visit, | CONTENT-003 | launch
                    launch | { object: Casewire_Launch__c, externalId: Key__c, key: .episode.key } | { flow: Plan_Visit } | CONTENT-001 | launch
                    event | event: Casewire_Signal__e | event: Casewire_Signals__e | DOCTOR-001 | event
                    event | target: Episode_Key__c | target: Episode_Kye__c | DOCTOR-001 | event
                    event | { event: Casewire_Signal__e } | { event: Casewire_Signal__e, externalId: Episode_Key__c } | CONTENT-001 | event
                    event | from: .episode.key | from: .episode.kye | CONTENT-003 | event
                    group | of: machine-maintenance | of: machine-maintenence | CONTENT-003 | group
                    group | per: account | per: site | CONTENT-001 | group
                    group | purpose: machine-maintenance | purpose: patient-care | CONTENT | group
                    group | fields: [torque] | fields: [torqe] | CONTENT-003 | group
                    shutdown | devices: | device: | CONTENT-001 | shutdown
                    shutdown | to: 2026-03-01T18 | to: 2026-02-01T18 | CONTENT-001 | shutdown
                    shutdown | days: [sunday] | days: [sonday] | CONTENT-001 | shutdown
                    shutdown | zone: Europe/Berlin | zone: Europe/Berlim | CONTENT-001 | shutdown
                    """)
    void shouldTellAMistake(String file, String shipped, String mistake, String code, String where) throws Exception {
        // Given
        String path = FILES.get(file);
        String wrong = mistake == null ? "" : mistake.replace("\\n", "\n");
        TestContent content = all().change(path, text -> first(text, shipped, wrong));

        // When
        List<Finding> findings = check(content);

        // Then
        String place = FILES.getOrDefault(where, where);
        // Where a file is named, its line and column are too.
        String mark = place.contains(".") ? ":\\d+:\\d+" : "";
        assertThat(findings).as("findings").anySatisfy(finding -> assertThat(finding.toString())
                .startsWith(code)
                .containsPattern(Pattern.quote(place) + mark));
        assertThat(findings)
                .allSatisfy(
                        finding -> assertThat(finding.what()).as("what to do").isNotBlank());
    }

    @Test
    void shouldTellATableThatNoSignalHas() throws Exception {
        TestContent content = all().with("rules/health/spare.csv", "field,upTo,points,description\npulse,,1,\n");

        assertThat(check(content)).singleElement().satisfies(finding -> assertThat(finding.toString())
                .startsWith("CONTENT-004 rules/health/spare.csv:1:1"));
    }

    @Test
    void shouldTellWhatIsUnusedAndRunItAllTheSame() throws Exception {
        TestContent content = all().change(
                        FILES.get("logins"),
                        text -> first(
                                text,
                                "- { name: jump,",
                                "- { name: spare, function: last, of: latitude }\n  - { name: jump,"));

        assertThat(check(content)).hasSize(1);
        assertThat(ContentLoader.load(content.files(), finding -> {})).isNotNull();
    }

    @Test
    void shouldPointAtTheNameAndNotAtWhatIsSaidAboutIt() throws Exception {
        String rule = FILES.get("rule");
        TestContent content = all().change(rule, text -> "// of tolWear\n" + first(text, "toolWear *", "tolWear *"));
        String text = content.files().texts().get(rule);
        int at = text.indexOf("tolWear *");
        long line = text.substring(0, at).lines().count();

        assertThat(check(content)).anySatisfy(finding -> assertThat(finding.where())
                .isEqualTo(rule + ":" + line + ":" + (at - text.lastIndexOf('\n', at))));
    }

    @Test
    void shouldRunOnWhatAnOlderVersionPublished() {
        TestContent content =
                all().change(FILES.get("command"), text -> first(text, ".condition.name }", ".limits.none }"));

        assertThat(ContentLoader.load(content.files(), finding -> {})).isNull();
        assertThat(ContentLoader.loadPublished(content.files(), finding -> {})).isNotNull();
    }

    @Test
    void shouldTakeARuleThatIsCommentedOutAsAWhole() throws Exception {
        TestContent content = all().change(FILES.get("raise"), text -> text.replaceAll("(?m)^", "// "));

        assertThat(check(content))
                .allSatisfy(finding -> assertThat(finding.what()).isNotBlank());
    }

    private static String first(String text, String shipped, String wrong) {
        int at = text.indexOf(shipped);
        assertThat(at).as("'" + shipped + "' stands there").isNotNegative();
        return text.substring(0, at) + wrong + text.substring(at + shipped.length());
    }
}
