package io.casewire.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.TestContent;
import io.casewire.doctor.Checkup.Line;
import io.casewire.mapping.Mapping;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an org may describe that the local org does not. */
final class FieldCheckupTest {
    private static final String FIELDS =
            """
            {"name":"Casewire_Device_Id__c","externalId":true,"unique":true,"createable":true,"updateable":true,"nillable":true},
            {"name":"Casewire_Last_Reading_At__c","createable":true,"updateable":%s,"nillable":true}
            """;

    private final Checkup checkup = new Checkup();

    @Test
    void shouldNameRecordTypesAmongWhichTheMappingDoesNotChoose() throws Exception {
        assertThat(
                        codes(
                                "true",
                                """
                        {"name":"Pump","active":true,"available":true,"master":false,"defaultRecordTypeMapping":true},
                        {"name":"Press","active":true,"available":true,"master":false},
                        {"name":"Master","active":true,"available":true,"master":true}"""))
                .containsExactly("DOCTOR-005");
        assertThat(checkup.lines().toString()).contains("2 record types", "Pump");
    }

    @Test
    void shouldNotMindOneRecordTypeOrNone() throws Exception {
        assertThat(
                        codes(
                                "true",
                                """
                        {"name":"Pump","active":true,"available":true,"master":false},
                        {"name":"Old","active":false,"available":true,"master":false},
                        {"name":"Theirs","active":true,"available":false,"master":false}"""))
                .isEmpty();
    }

    @Test
    void shouldNameFieldsThatMayBeCreatedAndNotChanged() throws Exception {
        assertThat(codes("false", "")).containsExactly("DOCTOR-002");
        assertThat(checkup.isWell()).isFalse();
        assertThat(checkup.lines().toString()).contains("mappings/asset.yaml:13", "may not be changed");
    }

    @Test
    void shouldSayThatAnObjectIsNotThere() {
        checkup().mapping(asset(), null);
        assertThat(checkup.lines().toString()).contains("DOCTOR-001", "no object Asset");
    }

    private List<String> codes(String updateable, String recordTypes) throws Exception {
        String describe =
                "{\"fields\":[" + String.format(FIELDS, updateable) + "],\"recordTypeInfos\":[" + recordTypes + "]}";
        checkup().mapping(asset(), new ObjectMapper().readTree(describe));
        return checkup.lines().stream()
                .map(Line::finding)
                .filter(Objects::nonNull)
                .map(finding -> finding.code().id())
                .toList();
    }

    private FieldCheckup checkup() {
        return new FieldCheckup(checkup, new PlaceKinds(TestContent.shipped().load()));
    }

    @Test
    void shouldNameInputsOfAFlow_thatItNeeds_orThatAreOfAnotherKind() throws Exception {
        Mapping mapping = TestContent.shipped()
                .with(
                        "mappings/run.yaml",
                        """
                        apiVersion: casewire.io/v1
                        kind: Mapping
                        name: run
                        from: decision
                        on: [opened]
                        target: { flow: Plan_Visit, idempotent: true }
                        fields:
                          - { target: about, from: .device.assetId }
                          - { target: times, from: .device.name }
                        """)
                .load()
                .mappings()
                .stream()
                .filter(it -> it.name().equals("run"))
                .findFirst()
                .orElseThrow();
        String described =
                """
                {"inputs":[{"name":"about","type":"STRING","required":true},{"name":"times","type":"NUMBER"},
                           {"name":"who","type":"STRING","required":true}]}
                """;

        checkup().flow(mapping, new ObjectMapper().readTree(described));

        assertThat(checkup.problems())
                .extracting(Object::toString)
                .satisfiesExactlyInAnyOrder(
                        it -> assertThat(it).contains("run.yaml:6:", "needs who"),
                        it -> assertThat(it).contains("run.yaml:9:", "times is of type number", "is a text"));
    }

    private static Mapping asset() {
        return TestContent.shipped().load().mappings().stream()
                .filter(mapping -> mapping.name().equals("asset"))
                .findFirst()
                .orElseThrow();
    }
}
