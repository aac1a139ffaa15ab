package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.WSC;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sforce.soap.metadata.AsyncResult;
import com.sforce.soap.metadata.DeployMessage;
import com.sforce.soap.metadata.DeployOptions;
import com.sforce.soap.metadata.DeployResult;
import com.sforce.soap.metadata.DescribeMetadataObject;
import com.sforce.soap.metadata.FileProperties;
import com.sforce.soap.metadata.ListMetadataQuery;
import com.sforce.soap.metadata.MetadataConnection;
import com.sforce.soap.metadata.Package;
import com.sforce.soap.metadata.PackageTypeMembers;
import com.sforce.soap.metadata.RetrieveRequest;
import com.sforce.soap.metadata.RetrieveResult;
import com.sforce.ws.ConnectionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WscTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    private MetadataConnection metadata;

    @BeforeEach
    void connect() throws ConnectionException {
        metadata = Wsc.connect(ORG.org().url(), ORG.org().accessToken());
    }

    @Test
    @Covers(
            client = WSC,
            endpoint = {SOAP_DEPLOY, SOAP_DEPLOY_STATUS})
    void shouldDeploy() throws ConnectionException {
        // When
        AsyncResult started = metadata.deploy(TestMetadata.zip(), new DeployOptions());
        DeployResult result = metadata.checkDeployStatus(started.getId(), true);

        // Then
        assertThat(result.isSuccess()).isTrue();
        assertThat(result.getDetails().getComponentSuccesses())
                .extracting(DeployMessage::getFullName)
                .contains("Account.Key__c", "Signal__e", "Twice");
    }

    @Test
    @Covers(client = WSC, endpoint = SOAP_DEPLOY_CANCEL)
    void shouldCancelADeploy() throws ConnectionException {
        // Given
        ORG.org().setup().change(JsonNodeFactory.instance.objectNode().put("deployPauseMillis", 60_000));
        AsyncResult started = metadata.deploy(TestMetadata.zip(), new DeployOptions());

        // When
        boolean done = metadata.cancelDeploy(started.getId()).isDone();
        ORG.org().setup().change(JsonNodeFactory.instance.objectNode().put("deployPauseMillis", 0));

        // Then
        assertThat(done).isTrue();
    }

    @Test
    @Covers(
            client = WSC,
            endpoint = {SOAP_RETRIEVE, SOAP_RETRIEVE_STATUS})
    void shouldRetrieve() throws ConnectionException {
        // Given
        PackageTypeMembers types = new PackageTypeMembers();
        types.setName("Flow");
        types.setMembers(new String[] {"Twice"});
        Package unpackaged = new Package();
        unpackaged.setVersion("62.0");
        unpackaged.setTypes(new PackageTypeMembers[] {types});
        RetrieveRequest request = new RetrieveRequest();
        request.setApiVersion(62.0);
        request.setUnpackaged(unpackaged);

        // When
        RetrieveResult result =
                metadata.checkRetrieveStatus(metadata.retrieve(request).getId(), true);

        // Then
        assertThat(result.getFileProperties())
                .extracting(FileProperties::getFullName)
                .containsExactly("Twice");
    }

    @Test
    @Covers(
            client = WSC,
            endpoint = {SOAP_LIST, SOAP_DESCRIBE})
    void shouldListAndDescribe() throws ConnectionException {
        // Given
        ListMetadataQuery query = new ListMetadataQuery();
        query.setType("CustomObject");

        // Then
        assertThat(metadata.listMetadata(new ListMetadataQuery[] {query}, 62.0))
                .extracting(FileProperties::getFullName)
                .contains("Signal__e");
        assertThat(metadata.describeMetadata(62.0).getMetadataObjects())
                .extracting(DescribeMetadataObject::getXmlName)
                .contains("CustomObject", "Flow");
    }
}
