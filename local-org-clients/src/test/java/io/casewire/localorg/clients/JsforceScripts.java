package io.casewire.localorg.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The scripts in {@code src/test/npm/jsforce}: each says as JSON what jsforce made of the org's answers. */
record JsforceScripts(OrgExtension org) {
    JsonNode run(String scenario) {
        return run(scenario, Map.of());
    }

    /** @param more what the script finds in its environment, beside the org's address and a token */
    JsonNode run(String scenario, Map<String, String> more) {
        return run(org.org().url(), org.org().accessToken(), scenario, more);
    }

    static JsonNode run(String url, String token, String scenario, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("ORG_URL", url);
        environment.put("ORG_TOKEN", token);
        return ClientProcess.run(
                        List.of(NpmClients.node(), "jsforce/" + scenario + ".mjs"), environment, NpmClients.FOLDER)
                .requireSuccess()
                .json();
    }
}
