package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Queries, page by page. */
public final class Soql {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Soql() {}

    /** A text as a SOQL literal, in quotes. */
    public static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** A condition on one of some ids or texts, to stand behind a field: {@code  IN ('001…', '003…')}. */
    public static String in(Collection<String> values) {
        return values.stream().map(Soql::text).collect(Collectors.joining(", ", " IN (", ")"));
    }

    /** As many at a time as a query may name, in their order. */
    public static <T> List<List<T>> parts(Collection<T> all, int most) {
        List<T> rest = List.copyOf(all);
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < rest.size(); from += most) {
            parts.add(rest.subList(from, Math.min(from + most, rest.size())));
        }
        return parts;
    }

    /** The org refused the query. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        RefusedException(String code, String message) {
            super(message);
            this.code = code;
        }

        /** Whether something named in the query is not there, or not to be seen by this user. */
        public boolean isAboutWhatIsNamed() {
            return code.startsWith("INVALID_") && !code.equals("INVALID_QUERY_LOCATOR");
        }

        /** Salesforce's error code, for example {@code INVALID_FIELD}. */
        public String code() {
            return code;
        }
    }

    /** All records of a query, without their {@code attributes}. */
    public static List<JsonNode> query(OrgApi org, String soql) throws OrgUnreachableException, RefusedException {
        return query(org, "query", soql);
    }

    /** As {@link #query}, with the records in the recycle bin. */
    public static List<JsonNode> queryAll(OrgApi org, String soql) throws OrgUnreachableException, RefusedException {
        return query(org, "queryAll", soql);
    }

    /** Of the Tooling API. */
    static List<JsonNode> tooling(OrgApi org, String soql) throws OrgUnreachableException, RefusedException {
        return query(org, "tooling/query", soql);
    }

    private static List<JsonNode> query(OrgApi org, String resource, String soql)
            throws OrgUnreachableException, RefusedException {
        List<JsonNode> records = new ArrayList<>();
        String path = "/services/data/" + org.version() + "/" + resource + "?q="
                + URLEncoder.encode(soql, StandardCharsets.UTF_8).replace("+", "%20");
        while (!path.isEmpty()) {
            JsonNode page = page(org, path);
            page.path("records").forEach(records::add);
            path = page.path("nextRecordsUrl").asText("");
        }
        return records;
    }

    private static JsonNode page(OrgApi org, String path) throws OrgUnreachableException, RefusedException {
        OrgApi.Answer answer = org.send("GET", path, new byte[0], Map.of());
        try {
            JsonNode body = JSON.readTree(answer.body());
            if (!answer.isOk()) {
                JsonNode error = body.path(0);
                throw new RefusedException(
                        error.path("errorCode").asText("HTTP_" + answer.status()),
                        error.path("message").asText("status " + answer.status()));
            }
            return body;
        } catch (IOException e) {
            throw new RefusedException("HTTP_" + answer.status(), "the answer is not JSON");
        }
    }
}
