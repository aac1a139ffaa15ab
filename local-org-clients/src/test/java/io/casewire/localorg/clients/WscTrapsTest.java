package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.TrappedOrg.assertFallsOver;
import static org.assertj.core.api.Assertions.assertThat;

import com.sforce.soap.metadata.FileProperties;
import com.sforce.soap.metadata.ListMetadataQuery;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Salesforce's own SOAP client falls over, and the local org does not do. */
class WscTrapsTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    @ParameterizedTest
    @EnumSource(
            value = Trap.class,
            names = {"SOAP_ORDER", "SOAP_LIMIT_HEADER", "SOAP_GZIP"})
    void shouldListMetadata(Trap trap) throws Exception {
        assertFallsOver(trap, ORG.org(), org -> {
            ListMetadataQuery query = new ListMetadataQuery();
            query.setType("CustomObject");
            FileProperties[] listed =
                    Wsc.connect(org.url(), org.accessToken()).listMetadata(new ListMetadataQuery[] {query}, 62.0);
            assertThat(listed).extracting(FileProperties::getFullName).contains("Signal__e");
        });
    }
}
