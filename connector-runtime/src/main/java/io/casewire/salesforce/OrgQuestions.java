package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.casewire.delivery.Allowance;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Questions about how an org is set up. Each is one API call; what this user may not see is answered with null. */
public final class OrgQuestions {
    private final CountingOrg org;

    public OrgQuestions(OrgApi org) {
        this.org = new CountingOrg(org);
    }

    /** The API version as in {@code v62.0}. */
    public String version() {
        return org.version();
    }

    /** API calls made so far. */
    public int calls() {
        return org.calls;
    }

    /** @throws OrgUnreachableException also when the org refuses for another reason than that it is not to be seen */
    public @Nullable List<JsonNode> query(String soql) throws OrgUnreachableException {
        try {
            return Soql.query(org, soql);
        } catch (Soql.RefusedException e) {
            return hiddenOr(e.code());
        }
    }

    /** Of the Tooling API. */
    public @Nullable List<JsonNode> tooling(String soql) throws OrgUnreachableException {
        try {
            return Soql.tooling(org, soql);
        } catch (Soql.RefusedException e) {
            return hiddenOr(e.code());
        }
    }

    private static @Nullable List<JsonNode> hiddenOr(String code) throws OrgUnreachableException {
        requireHidden(code);
        return null;
    }

    /** What is not there for this user; all else says nothing about that. */
    private static void requireHidden(String code) throws OrgUnreachableException {
        boolean hidden = code.startsWith("INVALID_TYPE")
                || code.startsWith("INVALID_FIELD")
                || code.startsWith("INSUFFICIENT_ACCESS")
                || code.startsWith("API_DISABLED")
                || code.equals("NOT_FOUND")
                || code.equals("HTTP_404");
        if (!hidden) {
            throw new OrgUnreachableException(
                    new Finding(FindingCode.ORG_UNREACHABLE, "org", "it refuses to be asked: " + code + "."), null);
        }
    }

    public @Nullable JsonNode describe(String object) throws OrgUnreachableException {
        JsonNode described = get("/services/data/" + org.version() + "/sobjects/" + object + "/describe");
        return described.isMissingNode() ? null : described;
    }

    /** What an active autolaunched flow takes and gives; null when there is none of that name. */
    public @Nullable JsonNode flow(String name) throws OrgUnreachableException {
        JsonNode described = get("/services/data/" + org.version() + "/actions/custom/flow/" + name);
        return described.isMissingNode() ? null : described;
    }

    /** Missing where there is nothing for this user. */
    public JsonNode get(String path) throws OrgUnreachableException {
        OrgApi.Answer answer = org.send("GET", path, new byte[0], Map.of());
        JsonNode body = answer.json();
        if (!answer.isOk()) {
            requireHidden(body.path(0).path("errorCode").asText("HTTP_" + answer.status()));
            return MissingNode.getInstance();
        }
        return body;
    }

    /** What is left of each allowance; empty when this user may not see it. */
    public List<Allowance> allowances(long now) throws OrgUnreachableException {
        return AllowanceQuery.read(org, now);
    }

    private static final class CountingOrg implements OrgApi {
        private final OrgApi org;
        private int calls;

        CountingOrg(OrgApi org) {
            this.org = org;
        }

        @Override
        public Answer send(String method, String path, byte[] body, Map<String, String> headers)
                throws OrgUnreachableException {
            calls++;
            return org.send(method, path, body, headers);
        }

        @Override
        public String version() {
            return org.version();
        }
    }
}
