package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.flow.FlowLog;
import io.casewire.localorg.junit.LocalOrgExtension;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LocalOrgExtension.class)
class FlowTest {
    private static final String NS = " xmlns=\"http://soap.sforce.com/2006/04/metadata\"";

    private LocalOrg org;
    private Client client;

    @BeforeEach
    void login(LocalOrg running) {
        org = running;
        client = Client.of(org);
        client.deploy(TestMetadata.project());
    }

    @Test
    void shouldChangeARecordBeforeItIsSaved() {
        // Given
        deploy(
                "Raise",
                """
                <formulas><name>louder</name><dataType>String</dataType>
                  <expression>UPPER({!$Record.Subject}) &amp; "!"</expression></formulas>
                <recordUpdates><name>Set</name><inputAssignments><field>Subject</field>
                  <value><elementReference>louder</elementReference></value></inputAssignments>
                  <inputReference>$Record</inputReference></recordUpdates>
                <start><connector><targetReference>Set</targetReference></connector><object>Case</object>
                  <triggerType>RecordBeforeSave</triggerType><recordTriggerType>Create</recordTriggerType>
                  <filters><field>Priority</field><operator>EqualTo</operator><value><stringValue>High</stringValue></value></filters>
                </start>""");

        // When
        String high = client.create("Case", "{\"Subject\":\"hot\",\"Priority\":\"High\"}");
        String low = client.create("Case", "{\"Subject\":\"hot\",\"Priority\":\"Low\"}");
        client.patch("/sobjects/Case/" + high, "{\"Subject\":\"later\"}");

        // Then
        assertThat(client.get("/sobjects/Case/" + high).body().path("Subject").asText())
                .isEqualTo("later");
        assertThat(client.get("/sobjects/Case/" + low).body().path("Subject").asText())
                .isEqualTo("hot");
        assertThat(client.query("SELECT Id FROM Case WHERE Subject LIKE 'HOT!'")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isZero();
        assertThat(client.get("/sobjects/Case/" + client.create("Case", "{\"Subject\":\"x\",\"Priority\":\"High\"}"))
                        .body()
                        .path("Subject")
                        .asText())
                .isEqualTo("X!");
    }

    @Test
    void shouldStartWhenItsEntryFormulaHolds() {
        // Given
        deploy(
                "Reopened",
                """
                <recordUpdates><name>Set</name><inputAssignments><field>Priority</field>
                  <value><stringValue>High</stringValue></value></inputAssignments>
                  <inputReference>$Record</inputReference></recordUpdates>
                <start><connector><targetReference>Set</targetReference></connector><object>Case</object>
                  <triggerType>RecordBeforeSave</triggerType><recordTriggerType>Update</recordTriggerType>
                  <filterFormula>AND(ISCHANGED({!$Record.Status}), ISPICKVAL(PRIORVALUE({!$Record.Status}), "Closed"))</filterFormula>
                </start>""");
        String id = client.create("Case", "{\"Status\":\"New\",\"Priority\":\"Low\"}");

        // When
        client.patch("/sobjects/Case/" + id, "{\"Status\":\"Closed\"}");
        String closed =
                client.get("/sobjects/Case/" + id).body().path("Priority").asText();
        client.patch("/sobjects/Case/" + id, "{\"Status\":\"New\"}");
        String reopened =
                client.get("/sobjects/Case/" + id).body().path("Priority").asText();

        // Then
        assertThat(closed).isEqualTo("Low");
        assertThat(reopened).isEqualTo("High");
    }

    /** A Case that closes clears its incidents, tells the world, and writes to somebody. */
    private static final String CLOSING =
            """
            <recordLookups><name>Incidents</name><object>Incident__c</object><filterLogic>and</filterLogic>
              <filters><field>Case__c</field><operator>EqualTo</operator><value><elementReference>$Record.Id</elementReference></value></filters>
              <getFirstRecordOnly>false</getFirstRecordOnly><storeOutputAutomatically>true</storeOutputAutomatically>
              <connector><targetReference>Each</targetReference></connector></recordLookups>
            <loops><name>Each</name><collectionReference>Incidents</collectionReference>
              <nextValueConnector><targetReference>Clear</targetReference></nextValueConnector>
              <noMoreValuesConnector><targetReference>Tell</targetReference></noMoreValuesConnector></loops>
            <assignments><name>Clear</name><assignmentItems><assignToReference>Each.State__c</assignToReference><operator>Assign</operator>
              <value><stringValue>Cleared</stringValue></value></assignmentItems>
              <assignmentItems><assignToReference>total</assignToReference><operator>Add</operator><value><numberValue>1</numberValue></value></assignmentItems>
              <connector><targetReference>Save</targetReference></connector></assignments>
            <recordUpdates><name>Save</name><inputReference>Each</inputReference>
              <connector><targetReference>Each</targetReference></connector></recordUpdates>
            <recordCreates><name>Tell</name><object>Signal__e</object>
              <inputAssignments><field>Device__c</field><value><stringValue>{!$Record.CaseNumber}</stringValue></value></inputAssignments>
              <inputAssignments><field>Value__c</field><value><elementReference>total</elementReference></value></inputAssignments>
              <connector><targetReference>Write</targetReference></connector></recordCreates>
            <actionCalls><name>Write</name><actionName>emailSimple</actionName><actionType>emailSimple</actionType>
              <inputParameters><name>emailBody</name><value><stringValue>{!$Record.Subject} is closed</stringValue></value></inputParameters></actionCalls>
            <variables><name>total</name><dataType>Number</dataType><isCollection>false</isCollection><isInput>false</isInput>
              <isOutput>false</isOutput><value><numberValue>0</numberValue></value></variables>
            <start><connector><targetReference>Incidents</targetReference></connector><object>Case</object>
              <triggerType>RecordAfterSave</triggerType><recordTriggerType>Update</recordTriggerType>
              <doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>
              <filters><field>IsClosed</field><operator>EqualTo</operator><value><booleanValue>true</booleanValue></value></filters>
            </start>""";

    private static String notifying(String type, String recipient) {
        return """
            <recordLookups><name>Type</name><object>CustomNotificationType</object>
              <filters><field>DeveloperName</field><operator>EqualTo</operator><value><stringValue>%s</stringValue></value></filters>
              <getFirstRecordOnly>true</getFirstRecordOnly><storeOutputAutomatically>true</storeOutputAutomatically>
              <connector><targetReference>Add</targetReference></connector></recordLookups>
            <assignments><name>Add</name><assignmentItems><assignToReference>people</assignToReference><operator>Add</operator>
              <value><elementReference>%s</elementReference></value></assignmentItems>
              <connector><targetReference>Tell</targetReference></connector></assignments>
            <actionCalls><name>Tell</name><actionName>customNotificationAction</actionName><actionType>customNotificationAction</actionType>
              <inputParameters><name>customNotifTypeId</name><value><elementReference>Type.Id</elementReference></value></inputParameters>
              <inputParameters><name>recipientIds</name><value><elementReference>people</elementReference></value></inputParameters>
              <inputParameters><name>title</name><value><stringValue>Look</stringValue></value></inputParameters>
              <inputParameters><name>body</name><value><elementReference>$Record.Subject</elementReference></value></inputParameters>
              <inputParameters><name>targetId</name><value><elementReference>$Record.Id</elementReference></value></inputParameters></actionCalls>
            <variables><name>people</name><dataType>String</dataType><isCollection>true</isCollection><isInput>false</isInput>
              <isOutput>false</isOutput></variables>
            <start><connector><targetReference>Type</targetReference></connector><object>Case</object>
              <triggerType>RecordAfterSave</triggerType><recordTriggerType>Create</recordTriggerType></start>"""
                .formatted(type, recipient);
    }

    private void deployType() {
        JsonNode result = client.deploy(Map.of(
                "package.xml",
                "<Package" + NS + "><types><members>Alert</members><name>CustomNotificationType</name></types>"
                        + "<version>62.0</version></Package>",
                "notificationtypes/Alert.notiftype",
                "<CustomNotificationType" + NS + "><customNotifTypeName>Alert</customNotifTypeName>"
                        + "<desktop>true</desktop><masterLabel>Alert</masterLabel><mobile>false</mobile>"
                        + "</CustomNotificationType>"));
        assertThat(result.path("success").asBoolean()).as(result.toString()).isTrue();
    }

    @Test
    void shouldNotifyTheOwnerOfARecord() {
        // Given
        deployType();
        deploy("Notify", notifying("Alert", "$Record.OwnerId"));

        // When
        String id = client.create("Case", "{\"Subject\":\"Pump\"}");

        // Then
        JsonNode owner = client.get("/sobjects/Case/" + id).body().path("OwnerId");
        assertThat(org.flowLog().messages()).singleElement().satisfies(message -> assertThat(message.parameters())
                .containsEntry("recipientIds", owner.asText())
                .containsEntry("targetId", id)
                .containsEntry("body", "Pump")
                .hasEntrySatisfying(
                        "customNotifTypeId", type -> assertThat(type).startsWith("0ML")));
    }

    @ParameterizedTest
    @CsvSource({
        "Absent, $Record.OwnerId, Missing required input parameter: customNotifTypeId",
        "Alert, $Record.AccountId, Missing required input parameter: recipientIds",
        "Alert, $Record.Id, is no Account",
    })
    void shouldFailWhereNobodyWouldBeNotified(String type, String recipient, String problem) {
        deployType();
        deploy("Notify", notifying(type, recipient));

        JsonNode refused =
                client.post("/sobjects/Case", "{\"Subject\":\"Pump\"}").body();

        assertThat(refused.toString()).contains(problem);
        assertThat(org.flowLog().messages()).isEmpty();
    }

    @Test
    void shouldDoItsWorkAfterARecordIsSaved() {
        // Given
        deploy("Closing", CLOSING);
        String id = client.create("Case", "{\"Subject\":\"Pump\"}");
        client.create("Incident__c", "{\"Key__c\":\"a\",\"Count__c\":1,\"Case__c\":\"" + id + "\"}");
        client.create("Incident__c", "{\"Key__c\":\"b\",\"Count__c\":2,\"Case__c\":\"" + id + "\"}");

        // When: closed, and changed again while closed
        assertThat(client.patch("/sobjects/Case/" + id, "{\"Status\":\"Closed\"}")
                        .status())
                .isEqualTo(204);
        client.patch("/sobjects/Case/" + id, "{\"Subject\":\"Pump again\"}");

        // Then: it ran once
        assertThat(client.query("SELECT COUNT() FROM Incident__c WHERE State__c = 'Cleared'")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(2);
        assertThat(org.flowLog().messages()).singleElement().satisfies(message -> {
            assertThat(message.action()).isEqualTo("emailSimple");
            assertThat(message.parameters()).containsEntry("emailBody", "Pump is closed");
        });
        try (PubSubClient pubSub = PubSubClient.plain(org)) {
            var events = pubSub.fromTheBeginning("/event/Signal__e");
            await().untilAsserted(() ->
                    assertThat(events.all(it -> it.getEventsList())).hasSize(1));
            assertThat(pubSub.read(events.all(it -> it.getEventsList()).get(0)).get("Value__c"))
                    .isEqualTo(2.0);
        }
    }

    @Test
    void shouldRunBeforeARecordIsDeletedOrMergedAway() throws Exception {
        // Given
        deploy(
                "Gone",
                """
                <recordCreates><name>Tell</name><object>Signal__e</object>
                  <inputAssignments><field>Device__c</field><value><elementReference>$Record.Subject</elementReference></value></inputAssignments>
                </recordCreates>
                <start><connector><targetReference>Tell</targetReference></connector><object>Case</object>
                  <triggerType>RecordBeforeDelete</triggerType><recordTriggerType>Delete</recordTriggerType>
                  <filters><field>Subject</field><operator>NotEqualTo</operator><value><stringValue>quiet</stringValue></value></filters>
                </start>""");
        String deleted = client.create("Case", "{\"Subject\":\"deleted\"}");
        String quiet = client.create("Case", "{\"Subject\":\"quiet\"}");
        String master = client.create("Case", "{\"Subject\":\"master\"}");
        String loser = client.create("Case", "{\"Subject\":\"loser\"}");

        // When
        client.delete("/sobjects/Case/" + deleted);
        client.delete("/sobjects/Case/" + quiet);
        client.send("POST", "/local-org/merge", "{\"master\":\"" + master + "\",\"losers\":[\"" + loser + "\"]}");

        // Then
        try (PubSubClient pubSub = PubSubClient.plain(org)) {
            var events = pubSub.fromTheBeginning("/event/Signal__e");
            await().untilAsserted(() ->
                    assertThat(events.all(it -> it.getEventsList())).hasSize(2));
            assertThat(events.all(it -> it.getEventsList()))
                    .extracting(event -> pubSub.read(event).get("Device__c").toString())
                    .containsExactly("deleted", "loser");
        }
    }

    @Test
    void shouldUndoEverythingWhenAFlowFailsAndSayWhy() {
        // Given: the second incident cannot be cleared, it has no count
        deploy("Closing", CLOSING);
        String id = client.create("Case", "{\"Subject\":\"Pump\"}");
        client.create("Incident__c", "{\"Key__c\":\"a\",\"Count__c\":1,\"Case__c\":\"" + id + "\"}");
        client.create("Incident__c", "{\"Key__c\":\"b\",\"Case__c\":\"" + id + "\"}");

        // When
        Client.Reply reply = client.patch("/sobjects/Case/" + id, "{\"Status\":\"Closed\"}");

        // Then
        assertThat(reply.errorCode()).isEqualTo("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY");
        assertThat(client.get("/sobjects/Case/" + id).body().path("Status").asText())
                .isEqualTo("New");
        assertThat(client.query("SELECT COUNT() FROM Incident__c WHERE State__c = 'Cleared'")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isZero();
        assertThat(org.flowLog().messages()).isEmpty();
        assertThat(org.flowLog().failures()).singleElement().satisfies(failure -> {
            assertThat(failure.flow()).isEqualTo("Closing");
            assertThat(failure.element()).isEqualTo("Save");
            assertThat(failure.problem()).contains("A cleared incident needs a count.");
        });
        assertThat(client.send("GET", "/local-org/flow-failures", "").body()).hasSize(1);
    }

    @Test
    void shouldGoDownTheFaultPathWhereThereIsOne() {
        // Given
        deploy(
                "Closing",
                CLOSING.replace(
                        "<recordUpdates><name>Save</name>",
                        "<recordUpdates><name>Save</name><faultConnector><targetReference>Write</targetReference></faultConnector>"));
        String id = client.create("Case", "{\"Subject\":\"Pump\"}");
        client.create("Incident__c", "{\"Key__c\":\"b\",\"Case__c\":\"" + id + "\"}");

        // When
        Client.Reply reply = client.patch("/sobjects/Case/" + id, "{\"Status\":\"Closed\"}");

        // Then
        assertThat(reply.status()).isEqualTo(204);
        assertThat(org.flowLog().messages()).hasSize(1);
        assertThat(org.flowLog().failures()).isEmpty();
    }

    @Test
    void shouldAnswerACallWithTheOutputsOfItsFlowAndSubflow() {
        // Given
        deploy(
                "Double",
                """
                <assignments><name>Add</name><assignmentItems><assignToReference>n</assignToReference><operator>Add</operator>
                  <value><elementReference>n</elementReference></value></assignmentItems></assignments>
                <variables><name>n</name><dataType>Number</dataType><isInput>true</isInput><isOutput>true</isOutput></variables>
                <start><connector><targetReference>Add</targetReference></connector></start>""");
        deploy(
                "Judge",
                """
                <subflows><name>Twice</name><flowName>Double</flowName>
                  <inputAssignments><name>n</name><value><elementReference>value</elementReference></value></inputAssignments>
                  <outputAssignments><assignToReference>value</assignToReference><name>n</name></outputAssignments>
                  <connector><targetReference>Much</targetReference></connector></subflows>
                <decisions><name>Much</name><defaultConnector><targetReference>Little</targetReference></defaultConnector>
                  <rules><name>Yes</name><conditionLogic>and</conditionLogic><conditions><leftValueReference>value</leftValueReference>
                    <operator>GreaterThan</operator><rightValue><numberValue>10</numberValue></rightValue></conditions>
                    <connector><targetReference>Fail</targetReference></connector></rules></decisions>
                <assignments><name>Little</name><assignmentItems><assignToReference>answer</assignToReference><operator>Assign</operator>
                  <value><stringValue>{!value} is little</stringValue></value></assignmentItems></assignments>
                <recordCreates><name>Fail</name><object>Contact</object><inputAssignments><field>FirstName</field>
                  <value><stringValue>nobody</stringValue></value></inputAssignments></recordCreates>
                <variables><name>value</name><dataType>Number</dataType><isInput>true</isInput><isOutput>false</isOutput></variables>
                <variables><name>answer</name><dataType>String</dataType><isInput>false</isInput><isOutput>true</isOutput></variables>
                <start><connector><targetReference>Twice</targetReference></connector></start>""");

        // When
        Client.Reply good = client.post("/actions/custom/flow/Judge", "{\"inputs\":[{\"value\":2}]}");
        Client.Reply mixed =
                client.post("/actions/custom/flow/Judge", "{\"inputs\":[{\"value\":2},{\"value\":7},{\"val\":1}]}");

        // Then
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.body().at("/0/outputValues/answer").asText()).isEqualTo("4 is little");
        assertThat(good.body().at("/0/outputValues/Flow__InterviewStatus").asText())
                .isEqualTo("Finished");
        assertThat(good.body().at("/0/errors").isNull()).isTrue();
        assertThat(mixed.status()).isEqualTo(400);
        assertThat(mixed.body().at("/0/isSuccess").asBoolean()).isTrue();
        assertThat(mixed.body().at("/1/errors/0/message").asText()).contains("Required fields are missing");
        assertThat(mixed.body().at("/2/errors/0/message").asText()).contains("no input variable val");
        assertThat(client.get("/actions/custom/flow/Judge")
                        .body()
                        .at("/inputs/0/name")
                        .asText())
                .isEqualTo("value");
        assertThat(client.get("/actions/custom/flow").body().path("actions")).hasSize(2);
        assertThat(client.get("/actions/custom/flow/Nothing").status()).isEqualTo(404);
    }

    @Test
    void shouldRunWhenAnEventComesInAndGoOnAfterOneItCouldNotHandle() {
        // Given
        deploy(
                "Listen",
                """
                <recordCreates><name>Make</name><object>Incident__c</object>
                  <inputAssignments><field>Key__c</field><value><elementReference>$Record.Device__c</elementReference></value></inputAssignments>
                  <inputAssignments><field>Count__c</field><value><elementReference>$Record.Value__c</elementReference></value></inputAssignments>
                </recordCreates>
                <start><connector><targetReference>Make</targetReference></connector><object>Signal__e</object>
                  <triggerType>PlatformEvent</triggerType></start>""");

        // When: the second one repeats a unique key
        for (String device : new String[] {"first", "first", "third"}) {
            client.create("Signal__e", "{\"Device__c\":\"" + device + "\",\"Value__c\":5}");
        }

        // Then
        await().untilAsserted(() -> assertThat(client.query("SELECT Key__c FROM Incident__c ORDER BY Key__c")
                        .body()
                        .path("records")
                        .findValuesAsText("Key__c"))
                .containsExactly("first", "third"));
        assertThat(org.flowLog().failures())
                .extracting(FlowLog.Failure::problem)
                .singleElement()
                .asString()
                .contains("duplicate value found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "<screens><name>Ask</name></screens><start/> | The local org does not know the flow element 'screens'",
                "<start><connector><targetReference>Nowhere</targetReference></connector></start> | connector leads to 'Nowhere', which is no element of this flow",
                "<start><object>Case</object><triggerType>Scheduled</triggerType></start> | The local org does not run flows with the trigger Scheduled",
                "<start><object>Signal__e</object><triggerType>RecordAfterSave</triggerType><recordTriggerType>Create</recordTriggerType></start> | The trigger RecordAfterSave does not fit the object Signal__e",
                "<recordCreates><name>A</name><object>Case</object><inputAssignments><field>No__c</field></inputAssignments></recordCreates><start/> | In field: field - no CustomField named Case.No__c found",
                "<actionCalls><name>A</name><actionType>apex</actionType></actionCalls><start/> | The local org does not know the action 'apex'",
                "<formulas><name>F</name><expression>VLOOKUP(1)</expression></formulas><start/> | Function VLOOKUP is not supported by the local org",
            })
    void shouldRefuseByNameWhatItCannotRun(String content, String problem) {
        // When
        JsonNode result = client.deploy(files("Wrong", content));

        // Then
        assertThat(result.path("success").asBoolean()).isFalse();
        assertThat(result.at("/details/componentFailures/0/problem").asText()).isEqualTo(problem);
        assertThat(result.at("/details/componentFailures/0/fullName").asText()).isEqualTo("Wrong");
        assertThat(result.at("/details/componentFailures/0/lineNumber").asInt()).isPositive();
    }

    private static Map<String, String> files(String name, String content) {
        return Map.of(
                "package.xml",
                "<Package" + NS + "/>",
                "flows/" + name + ".flow",
                "<Flow" + NS + "><apiVersion>62.0</apiVersion><label>" + name + "</label>" + content
                        + "<processType>AutoLaunchedFlow</processType><status>Active</status></Flow>");
    }

    private void deploy(String name, String content) {
        JsonNode result = client.deploy(files(name, content));
        assertThat(result.path("success").asBoolean()).as(result.toString()).isTrue();
    }
}
