package io.casewire.routes;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.salesforce.api.SalesforceException;

/** Calls the org through camel-salesforce's {@code raw} operation, so that there is one session for everything. */
public final class CamelOrgApi implements OrgApi {
    private static final String ENDPOINT = "salesforce:raw?format=JSON&rawMethod=GET&rawPath=/services/data";

    private final ProducerTemplate template;
    private final String url;
    private final String version;

    /** @param version as in {@code 62.0} */
    CamelOrgApi(CamelContext camel, String url, String version) {
        this.template = camel.createProducerTemplate();
        this.url = url;
        this.version = "v" + version;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Answer send(String method, String path, byte[] body, Map<String, String> headers)
            throws OrgUnreachableException {
        Exchange exchange = template.request(ENDPOINT, request -> {
            Message message = request.getMessage();
            message.setHeader("rawMethod", method);
            message.setHeader("rawPath", path);
            headers.forEach(message::setHeader);
            if (!headers.isEmpty()) {
                message.setHeader("rawHttpHeaders", String.join(",", headers.keySet()));
            }
            message.setBody(body.length == 0 ? null : body);
        });
        Exception failure = exchange.getException();
        if (failure == null) {
            byte[] answer = exchange.getMessage().getBody(byte[].class);
            return new Answer(
                    200,
                    answer == null ? new byte[0] : answer,
                    exchange.getMessage().getHeader("Sforce-Limit-Info", "", String.class));
        }
        if (failure instanceof SalesforceException refused && refused.getStatusCode() >= 400 && !isLogin(refused)) {
            String text = String.valueOf(refused.getMessage());
            return new Answer(refused.getStatusCode(), text.getBytes(StandardCharsets.UTF_8), "");
        }
        throw new OrgUnreachableException(finding(failure, url), failure);
    }

    static Finding finding(Exception failure, String url) {
        return isLogin(failure)
                ? new Finding(FindingCode.ORG_LOGIN, url, "the org does not accept the login.")
                : new Finding(
                        FindingCode.ORG_UNREACHABLE,
                        url,
                        rootOf(failure).getClass().getSimpleName() + ".");
    }

    /** Camel words a refused login so; the OAuth error itself may hold what should not be shown. */
    static boolean isLogin(Exception failure) {
        return String.valueOf(failure.getMessage()).contains("Login error");
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
