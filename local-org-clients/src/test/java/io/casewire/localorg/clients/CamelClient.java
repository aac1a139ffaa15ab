package io.casewire.localorg.clients;

import io.casewire.localorg.LocalOrg;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.impl.DefaultCamelContext;

/** A Camel context with camel-salesforce in it, configured as its documentation says. */
final class CamelClient implements AutoCloseable {
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template = camel.createProducerTemplate();

    private CamelClient(String loginUrl, int pubSubPort, Consumer<SalesforceComponent> login) {
        SalesforceComponent component = new SalesforceComponent();
        component.setLoginUrl(loginUrl);
        SalesforceEndpointConfig config = new SalesforceEndpointConfig();
        config.setApiVersion("62.0");
        component.setConfig(config);
        component.setPackages(Account.class.getPackageName());
        component.setPubSubHost("localhost");
        component.setPubSubPort(pubSubPort);
        login.accept(component);
        camel.addComponent("salesforce", component);
        camel.start();
    }

    /** Logs in with the secret every local org knows. */
    static CamelClient of(LocalOrg org) {
        return with(org, CamelClient::secret);
    }

    /** The same, with a mistake in between. */
    static CamelClient of(TrappedOrg org) {
        return with(org, CamelClient::secret);
    }

    private static void secret(SalesforceComponent component) {
        component.setAuthenticationType(AuthenticationType.CLIENT_CREDENTIALS);
        component.setClientId("casewire");
        component.setClientSecret("casewire-local");
    }

    static CamelClient withPubSubPort(LocalOrg org, int port) {
        return new CamelClient(org.url(), port, CamelClient::secret);
    }

    static CamelClient with(TrappedOrg org, Consumer<SalesforceComponent> login) {
        return new CamelClient(org.url(), org.org().tlsPubSubPort(), login);
    }

    static CamelClient with(LocalOrg org, Consumer<SalesforceComponent> login) {
        return new CamelClient(org.url(), org.tlsPubSubPort(), login);
    }

    DefaultCamelContext context() {
        return camel;
    }

    <T> T ask(String endpoint, Object body, Class<T> answer) {
        return ask(endpoint, body, Map.of(), answer);
    }

    <T> T ask(String endpoint, Object body, Map<String, Object> headers, Class<T> answer) {
        return message(endpoint, body, headers).getBody(answer);
    }

    Message message(String endpoint, Object body, Map<String, Object> headers) {
        Exchange exchange = template.request("salesforce:" + endpoint, request -> {
            request.getMessage().setBody(body);
            request.getMessage().setHeaders(new HashMap<>(headers));
        });
        if (exchange.getException() != null) {
            throw new AssertionError(endpoint + " failed", exchange.getException());
        }
        return exchange.getMessage();
    }

    @Override
    public void close() {
        camel.stop();
    }
}
