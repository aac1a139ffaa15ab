package io.casewire.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.content.Content;
import io.casewire.model.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RuleCaseTest {
    private static final String FILE = "rules/machine-maintenance/cases/mine/case.yaml";
    private static final String HEAD =
            """
            apiVersion: casewire.io/v1
            kind: RuleCases
            about: "worn tools"
            topic: devices/{device}/telemetry
            usual: { ts: "{at}", type: M, airTemperature: 300.0, processTemperature: 310.0, rotationalSpeed: 1400, torque: 60, toolWear: 10 }
            cases:
            """;

    private final List<Finding> findings = new ArrayList<>();

    private List<RuleCase> cases(TestContent content) {
        return RuleCaseReader.read(content.files(), content.load(), findings::add);
    }

    /** How the only case of the content comes out. */
    private List<String> differences(String example) {
        TestContent content = TestContent.shipped().with(FILE, HEAD + example);
        RuleCase mine = cases(content).stream()
                .filter(it -> it.place().startsWith(FILE))
                .findFirst()
                .orElseThrow();
        assertThat(findings).isEmpty();
        return RuleCaseRun.of(content.load(), 10_000, mine).differences();
    }

    @Test
    void shouldChooseLimitsByWhatTheOrgSaysOfADevice() {
        // Given: as a rule, a condition and a text see it
        TestContent content = TestContent.shipped()
                .declaring("site: Account.Site", "tier: Account.Rating")
                .change(
                        "rules/machine-maintenance/limits.csv",
                        text -> text.replaceAll("(?m)^([^,]*,[^,]*),", "$1,,,")
                                        .replaceFirst("reading.type,,,", "reading.type,device.site,device.tier,")
                                + """
                                maxOverstrain,M,Foundry,,11500,min·Nm,"In the heat"
                                maxOverstrain,M,Foundry,Hot,11000,min·Nm,"There, for some"
                                """)
                .change(
                        "rules/machine-maintenance/overstrain.drl",
                        text -> text.replaceFirst("Reading\\(", "Reading( device.tier != \"Cold\","))
                .change(
                        "rules/machine-maintenance/texts.yaml",
                        text -> text.replaceFirst(
                                "subject: \"\\{device.name}: torque", "subject: \"{device.site}: torque"))
                .with(
                        FILE,
                        HEAD
                                + """
                                  - case: "Wear times torque is 11,275: nothing elsewhere"
                                    fields: { site: Hall, tier: Hot }
                                    messages: [{ at: 0s, with: { torque: 55, toolWear: 205 } }]
                                    decides: []
                                  - case: "Nor in the foundry, as a rule"
                                    fields: { site: Foundry, tier: Warm }
                                    messages: [{ at: 0s, with: { torque: 55, toolWear: 205 } }]
                                    decides: []
                                  - case: "It is too much for some"
                                    fields: { site: Foundry, tier: Hot }
                                    messages: [{ at: 0s, with: { torque: 55, toolWear: 205 } }]
                                    decides: [{ condition: machine-maintenance/overstrain, transition: opened }]
                                    writes:
                                      - mapping: case
                                        fields: { Subject: "Foundry: torque 55 Nm at wear 205 min (limit 11,000 min·Nm)" }
                                  - case: "The rule leaves out who is cold"
                                    fields: { site: Foundry, tier: Cold }
                                    messages: [{ at: 0s, with: { torque: 58, toolWear: 205 } }]
                                    decides: []
                                """);

        // When
        Content loaded = content.load();
        List<RuleCase> mine = cases(content).stream()
                .filter(it -> it.place().startsWith(FILE))
                .toList();

        // Then
        assertThat(mine).hasSize(4);
        assertThat(mine)
                .allSatisfy(it -> assertThat(RuleCaseRun.of(loaded, 10_000, it).differences())
                        .isEmpty());
    }

    @Test
    void shouldReadCasesBesideMappingsToo() {
        // Given: what comes of a reading without any decision
        TestContent content = TestContent.shipped()
                .with(
                        "mappings/cases/asset.yaml",
                        HEAD
                                + """
                                  - case: "The Asset hears that its device spoke"
                                    messages: [{ at: 0s, with: { torque: 40 } }]
                                    decides: []
                                    writes: [{ mapping: asset, fields: { Casewire_Last_Reading_At__c: "2026-01-01T00:00:01Z" } }]
                                """);
        Content loaded = content.load();

        // When
        RuleCase mine = cases(content).stream()
                .filter(it -> it.place().startsWith("mappings/cases/asset.yaml:"))
                .findFirst()
                .orElseThrow();

        // Then
        assertThat(RuleCaseRun.of(loaded, 10_000, mine).differences())
                .containsExactly(
                        "- writes asset.Casewire_Last_Reading_At__c: 2026-01-01T00:00:01Z",
                        "+ writes asset.Casewire_Last_Reading_At__c: 2026-01-01T00:00:00Z");
    }

    @Test
    void shouldShipCasesThatComeOutAsTheySay() {
        TestContent shipped = TestContent.shipped();
        Content content = shipped.load();
        TreeSet<String> held = new TreeSet<>();
        TreeSet<String> notHeld = new TreeSet<>();
        for (RuleCase example : cases(shipped)) {
            RuleCaseRun run = RuleCaseRun.of(content, 10_000, example);
            assertThat(run.differences()).as(example.place()).isEmpty();
            held.addAll(run.held());
            notHeld.addAll(run.notHeld());
        }

        assertThat(findings).isEmpty();
        List<String> rules = content.rules().stream()
                .flatMap(group -> group.conditions().stream())
                .map(rule -> rule.name())
                .sorted()
                .toList();
        assertThat(held).containsExactlyElementsOf(rules);
        assertThat(notHeld).containsExactlyElementsOf(rules);
    }

    @Test
    void shouldShowWhatIsDecidedAndShouldNotBe() {
        assertThat(
                        differences(
                                """
                          - case: "Worn, and nothing said of it"
                            messages:
                              - { at: 0s, with: { toolWear: 210 } }
                            decides: []
                        """))
                .containsExactly("+ decides machine-maintenance/overstrain opened, high, at 0s, of device-1");
    }

    @Test
    void shouldShowWhatIsMissingAndWhatIsOtherwise() {
        assertThat(
                        differences(
                                """
                          - case: "It ends, and something else was to begin"
                            messages:
                              - { at: 0s, with: { toolWear: 210 } }
                              - { at: 1500ms }
                            decides:
                              - { condition: machine-maintenance/overstrain, transition: opened }
                              - { condition: machine-maintenance/power, transition: opened, severity: critical }
                            writes:
                              - { mapping: case, fields: { Priority: Medium, Origin: Device } }
                        """))
                .containsExactly(
                        "  decides machine-maintenance/overstrain opened, high, at 0s, of device-1",
                        "- decides machine-maintenance/power opened, critical",
                        "+ decides machine-maintenance/overstrain cleared, high, at 1.5s, of device-1",
                        "- writes case.Priority: Medium",
                        "+ writes case.Priority: High");
    }

    @Test
    void shouldPlayTimeThatPasses() {
        String silence =
                """
                package machine_maintenance

                rule "machine-maintenance/silent"
                  @purpose( "machine-maintenance" ) @severity( "low" )
                when
                  $reading : Reading( signals.silent == true )
                then
                  conditions.holds( $reading );
                end
                """;
        TestContent content = TestContent.shipped()
                .withSignals("mappings/signals/machine.yaml", "{ name: silent, function: silence, window: 10m }")
                .with("rules/machine-maintenance/silent.drl", silence)
                .change(
                        "rules/machine-maintenance/texts.yaml",
                        text -> text
                                + """
                            machine-maintenance/silent:
                              subject: "{device.name} is silent"
                              reason: "{device.name} is silent"
                        """)
                .with(
                        FILE,
                        HEAD
                                + """
                          - case: "Nobody is silent where all others are heard"
                            messages:
                              - { at: 0s, device: silent }
                              - { at: 1m, every: 1m, times: 20, device: heard }
                            until: 20m
                            decides:
                              - { condition: machine-maintenance/silent, transition: opened, device: silent, at: 10m }
                        """);

        RuleCase mine = cases(content).stream()
                .filter(it -> it.place().startsWith(FILE))
                .findFirst()
                .orElseThrow();

        assertThat(RuleCaseRun.of(content.load(), 10_000, mine).differences()).isEmpty();
    }

    @Test
    void shouldShowWhatARefusedMessageMeans() {
        assertThat(
                        differences(
                                """
                          - case: "Something that is no JSON"
                            messages:
                              - { at: 0s, payload: "no JSON" }
                            decides: []
                        """))
                .singleElement()
                .asString()
                .startsWith("+ refused: ");
    }

    @Test
    void shouldReplaceWordsWhereverTheyStand() {
        TestContent content = TestContent.shipped()
                .change("mappings/formats/machine-maintenance.yaml", yaml -> yaml.replace("path: ts", "path: head.ts"))
                .with(
                        FILE,
                        HEAD.replace("ts: \"{at}\"", "head: { ts: \"{at}\", of: [\"{device}\"] }")
                                + """
                          - case: "A time that stands further in"
                            messages:
                              - { at: 5s, with: { toolWear: 210 } }
                            decides:
                              - { condition: machine-maintenance/overstrain, transition: opened }
                            writes:
                              - { mapping: case, fields: { Casewire_First_Seen__c: "2026-01-01T00:00:05Z" } }
                        """);

        RuleCase mine = cases(content).stream()
                .filter(it -> it.place().startsWith(FILE))
                .findFirst()
                .orElseThrow();

        assertThat(new String(mine.messages().get(0).payload(), StandardCharsets.UTF_8))
                .contains("\"head\":{\"ts\":\"2026-01-01T00:00:05Z\",\"of\":[\"device-1\"]}");
        assertThat(RuleCaseRun.of(content.load(), 10_000, mine).differences()).isEmpty();
    }

    @Test
    void shouldNotPlayForLongerThanAnybodyWaits() {
        TestContent content = TestContent.shipped()
                .with(
                        FILE,
                        HEAD
                                + """
                          - case: "A device that speaks until the end of time"
                            messages:
                              - { at: 0s, every: 999999999d, times: 10000 }
                            decides: []
                        """);

        cases(content);

        assertThat(findings).extracting(Finding::where).containsExactly(FILE + ":9:9");
    }

    @Test
    void shouldSayWhereACaseIsAboutNothing() {
        TestContent content = TestContent.shipped()
                .with(
                        FILE,
                        HEAD
                                + """
                          - case: "A rule that is called otherwise"
                            messages: []
                            decides:
                              - { condition: machine-maintenance/overstrained, transition: opened }
                            writes:
                              - { mapping: cases }
                        """);

        cases(content);

        assertThat(findings).extracting(Finding::where).containsExactly(FILE + ":10:11", FILE + ":12:11");
        assertThat(findings.toString()).contains("Did you mean machine-maintenance/overstrain?", "Did you mean case?");
    }
}
