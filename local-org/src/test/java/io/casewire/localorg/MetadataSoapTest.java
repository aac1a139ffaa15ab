package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sforce.soap.metadata.AsyncResult;
import com.sforce.soap.metadata.CancelDeployResult;
import com.sforce.soap.metadata.DeployMessage;
import com.sforce.soap.metadata.DeployOptions;
import com.sforce.soap.metadata.DeployResult;
import com.sforce.soap.metadata.DeployStatus;
import com.sforce.soap.metadata.FileProperties;
import com.sforce.soap.metadata.ListMetadataQuery;
import com.sforce.soap.metadata.MetadataConnection;
import com.sforce.soap.metadata.Package;
import com.sforce.soap.metadata.PackageTypeMembers;
import com.sforce.soap.metadata.RetrieveRequest;
import com.sforce.soap.metadata.RetrieveResult;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.ConnectorConfig;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.junit.LocalOrgExtension;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Metadata API over SOAP, with Salesforce's own client. */
@ExtendWith(LocalOrgExtension.class)
class MetadataSoapTest {
    private LocalOrg org;
    private MetadataConnection metadata;

    @BeforeEach
    void connect(LocalOrg running) throws ConnectionException {
        org = running;
        metadata = connection(org.accessToken());
    }

    private MetadataConnection connection(String token) throws ConnectionException {
        ConnectorConfig config = new ConnectorConfig();
        config.setServiceEndpoint(org.url() + "/services/Soap/m/62.0");
        config.setSessionId(token);
        return new MetadataConnection(config);
    }

    @Test
    void shouldDeployAndSayWhatBecameOfEachComponent() throws Exception {
        // When
        AsyncResult started = metadata.deploy(Client.zip(TestMetadata.project()), options(false));
        DeployResult result = metadata.checkDeployStatus(started.getId(), true);

        // Then
        assertThat(result.getStatus()).isEqualTo(DeployStatus.Succeeded);
        assertThat(result.isDone()).isTrue();
        assertThat(result.getNumberComponentErrors()).isZero();
        assertThat(result.getDetails().getComponentSuccesses())
                .extracting(DeployMessage::getFullName)
                .contains("Incident__c", "Incident__c.Key__c", "Asset.Device_Id__c", "Deliver");
        assertThat(Client.of(org).get("/sobjects/Incident__c/describe").status())
                .isEqualTo(200);
    }

    @Test
    void shouldNameFileLineAndProblemOfWhatIsWrongAndChangeNothing() throws Exception {
        // Given
        Map<String, String> files = new TreeMap<>(TestMetadata.project());
        files.put(
                "objects/Account.object",
                TestMetadata.object(TestMetadata.field("Wrong__c", "<type>Number</type><precision>5</precision>")));

        // When
        AsyncResult started = metadata.deploy(Client.zip(files), options(false));
        DeployResult result = metadata.checkDeployStatus(started.getId(), true);

        // Then
        assertThat(result.getStatus()).isEqualTo(DeployStatus.Failed);
        assertThat(result.getDetails().getComponentFailures()).singleElement().satisfies(failure -> {
            assertThat(failure.getFileName()).isEqualTo("objects/Account.object");
            assertThat(failure.getFullName()).isEqualTo("Account.Wrong__c");
            assertThat(failure.getLineNumber()).isEqualTo(2);
            assertThat(failure.getProblem()).isEqualTo("Required field is missing: scale");
        });
        assertThat(Client.of(org).get("/sobjects/Incident__c/describe").status())
                .isEqualTo(404);
    }

    @Test
    void shouldCancelADeployThatStillWaits() throws Exception {
        // Given
        org.setup().change(Json.object().put("deployPauseMillis", 60_000));
        AsyncResult started = metadata.deploy(Client.zip(TestMetadata.project()), options(false));
        assertThat(metadata.checkDeployStatus(started.getId(), false).getStatus())
                .isEqualTo(DeployStatus.Pending);

        // When
        CancelDeployResult canceled = metadata.cancelDeploy(started.getId());
        org.advance(Duration.ofMinutes(5));

        // Then
        assertThat(canceled.isDone()).isTrue();
        assertThat(metadata.checkDeployStatus(started.getId(), false).getStatus())
                .isEqualTo(DeployStatus.Canceled);
        assertThat(Client.of(org).get("/sobjects/Incident__c/describe").status())
                .isEqualTo(404);
    }

    @Test
    void shouldRetrieveWhatCanBeDeployedAgain() throws Exception {
        // Given
        metadata.deploy(Client.zip(TestMetadata.project()), options(false));

        // When
        RetrieveResult retrieved = retrieve("CustomObject", "Incident__c", "Asset", "Nothing__c");
        Map<String, String> files = unzip(retrieved.getZipFile());

        // Then
        assertThat(files).containsKeys("unpackaged/package.xml", "unpackaged/objects/Incident__c.object");
        assertThat(files.get("unpackaged/objects/Incident__c.object"))
                .contains(
                        "<fullName>Key__c</fullName>",
                        "Cleared_Needs_Count",
                        "<displayFormat>I-{0000}</displayFormat>");
        assertThat(retrieved.getFileProperties())
                .extracting(FileProperties::getFullName)
                .containsExactly("Incident__c", "Asset");
        assertThat(retrieved.getMessages()).singleElement().satisfies(message -> assertThat(message.getProblem())
                .contains("Nothing__c"));
        org.state().empty();
        metadata = connection(org.accessToken());
        DeployResult again = metadata.checkDeployStatus(
                metadata.deploy(retrieved.getZipFile(), options(true)).getId(), true);
        assertThat(again.getDetails().getComponentFailures()).isEmpty();
        assertThat(again.isSuccess()).isTrue();
    }

    @Test
    void shouldListAndDescribeWhatItKnows() throws Exception {
        // Given
        metadata.deploy(Client.zip(TestMetadata.project()), options(false));
        ListMetadataQuery query = new ListMetadataQuery();
        query.setType("CustomField");

        // Then
        assertThat(metadata.listMetadata(new ListMetadataQuery[] {query}, 62.0))
                .extracting(FileProperties::getFullName)
                .contains("Incident__c.Key__c", "Asset.Device_Id__c");
        assertThat(metadata.describeMetadata(62.0).getMetadataObjects())
                .filteredOn(object -> object.getXmlName().equals("CustomObject"))
                .singleElement()
                .satisfies(object -> {
                    assertThat(object.getDirectoryName()).isEqualTo("objects");
                    assertThat(object.getChildXmlNames()).contains("CustomField", "ValidationRule");
                });
    }

    @Test
    void shouldRefuseAnUnknownSession() throws ConnectionException {
        MetadataConnection stranger = connection("00D000000000001!nobody");
        assertThatThrownBy(() -> stranger.describeMetadata(62.0)).hasMessageContaining("INVALID_SESSION_ID");
    }

    @Test
    void shouldGiveNewCasesToWhomTheAssignmentRuleSays() throws Exception {
        // Given
        String ns = " xmlns=\"http://soap.sforce.com/2006/04/metadata\"";
        Map<String, String> files = Map.of(
                "package.xml",
                "<Package" + ns + "/>",
                "queues/Service.queue",
                "<Queue" + ns
                        + "><name>Service</name><queueSobject><sobjectType>Case</sobjectType></queueSobject></Queue>",
                "assignmentRules/Case.assignmentRules",
                "<AssignmentRules" + ns + "><assignmentRule><fullName>Ours</fullName><active>true</active><ruleEntry>"
                        + "<assignedTo>Service</assignedTo><assignedToType>Queue</assignedToType><criteriaItems>"
                        + "<field>Case.Priority</field><operation>equals</operation><value>High</value></criteriaItems>"
                        + "</ruleEntry></assignmentRule></AssignmentRules>");
        DeployResult result = metadata.checkDeployStatus(
                metadata.deploy(Client.zip(files), options(false)).getId(), true);
        assertThat(result.getDetails().getComponentFailures()).isEmpty();
        Client client = Client.of(org);

        // When
        client.create("Case", "{\"Subject\":\"high\",\"Priority\":\"High\"}");
        client.create("Case", "{\"Subject\":\"low\",\"Priority\":\"Low\"}");
        client.create("Case", "{\"Subject\":\"mine\",\"Priority\":\"High\"}", "Sforce-Auto-Assign", "FALSE");

        // Then
        assertThat(owner(client, "high")).isEqualTo("Service");
        assertThat(owner(client, "low")).isEqualTo("Default Case Owner");
        assertThat(owner(client, "mine")).isEqualTo("Integration User");
    }

    @Test
    void shouldMakeNoConnectedApps() throws Exception {
        // When
        DeployResult result = metadata.checkDeployStatus(
                metadata.deploy(
                                Client.zip(
                                        Map.of(
                                                "package.xml",
                                                "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>",
                                                "connectedApps/Mine.connectedApp",
                                                "<ConnectedApp xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Mine</label></ConnectedApp>")),
                                options(false))
                        .getId(),
                true);

        // Then
        assertThat(result.getDetails().getComponentFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getProblem()).contains("external client app"));
    }

    private static String owner(Client client, String subject) {
        return client.query("SELECT Owner.Name FROM Case WHERE Subject = '" + subject + "'")
                .body()
                .at("/records/0/Owner/Name")
                .asText();
    }

    private static DeployOptions options(boolean checkOnly) {
        DeployOptions options = new DeployOptions();
        options.setRollbackOnError(true);
        options.setCheckOnly(checkOnly);
        return options;
    }

    private RetrieveResult retrieve(String type, String... members) throws ConnectionException {
        PackageTypeMembers types = new PackageTypeMembers();
        types.setName(type);
        types.setMembers(members);
        Package unpackaged = new Package();
        unpackaged.setVersion("62.0");
        unpackaged.setTypes(new PackageTypeMembers[] {types});
        RetrieveRequest request = new RetrieveRequest();
        request.setApiVersion(62.0);
        request.setUnpackaged(unpackaged);
        return metadata.checkRetrieveStatus(metadata.retrieve(request).getId(), true);
    }

    private static Map<String, String> unzip(byte[] zip) throws Exception {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
