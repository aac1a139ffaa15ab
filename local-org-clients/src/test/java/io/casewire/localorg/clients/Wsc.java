package io.casewire.localorg.clients;

import com.sforce.soap.metadata.MetadataConnection;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.ConnectorConfig;

/** Salesforce's own client of the Metadata API over SOAP. */
final class Wsc {
    private Wsc() {}

    static MetadataConnection connect(String url, String token) throws ConnectionException {
        ConnectorConfig config = new ConnectorConfig();
        config.setServiceEndpoint(url + "/services/Soap/m/62.0");
        config.setSessionId(token);
        return new MetadataConnection(config);
    }
}
