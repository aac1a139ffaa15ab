package io.casewire.localorg.clients;

import io.casewire.localorg.http.RequestLog;
import java.util.regex.Pattern;

/** The rows of the coverage table: what an org answers, in the order of the reference, whether a client was tried or not. */
enum Endpoint {
    TOKEN_CLIENT_CREDENTIALS("POST", "/services/oauth2/token", "client credentials"),
    TOKEN_JWT("POST", "/services/oauth2/token", "JWT bearer"),
    TOKEN_PASSWORD("POST", "/services/oauth2/token", "username and password"),
    TOKEN_REFRESH("POST", "/services/oauth2/token", "refresh token"),
    SOAP_LOGIN("SOAP", "login", ""),
    USERINFO("GET", "/services/oauth2/userinfo", ""),
    IDENTITY("GET", "/id/{org}/{user}", ""),
    INTROSPECT("POST", "/services/oauth2/introspect", ""),
    REVOKE("GET|POST", "/services/oauth2/revoke", ""),
    VERSIONS("GET", "/services/data", ""),
    RESOURCES("GET", "{data}", ""),
    LIMITS("GET", "{data}/limits", ""),
    SOBJECTS("GET", "{data}/sobjects", ""),
    BASIC("GET", "{data}/sobjects/{object}", ""),
    DESCRIBE("GET", "{data}/sobjects/{object}/describe", ""),
    CREATE("POST", "{data}/sobjects/{object}", ""),
    RETRIEVE("GET", "{data}/sobjects/{object}/{id}", ""),
    UPDATE("PATCH", "{data}/sobjects/{object}/{id}", ""),
    DELETE("DELETE", "{data}/sobjects/{object}/{id}", ""),
    RETRIEVE_BY_KEY("GET", "{data}/sobjects/{object}/{key}/{value}", ""),
    UPSERT("PATCH", "{data}/sobjects/{object}/{key}/{value}", ""),
    DELETE_BY_KEY("DELETE", "{data}/sobjects/{object}/{key}/{value}", ""),
    UPDATED("GET", "{data}/sobjects/{object}/updated", ""),
    DELETED("GET", "{data}/sobjects/{object}/deleted", ""),
    RECENT("GET", "{data}/recent", ""),
    QUERY("GET", "{data}/query", ""),
    QUERY_COLUMNS("GET", "{data}/query", "columns=true"),
    QUERY_MORE("GET", "{data}/query/{locator}", ""),
    QUERY_ALL("GET", "{data}/queryAll", ""),
    SEARCH("GET", "{data}/search", ""),
    PARAMETERIZED_SEARCH("GET", "{data}/parameterizedSearch", ""),
    COMPOSITE("POST", "{data}/composite", ""),
    COMPOSITE_BATCH("POST", "{data}/composite/batch", ""),
    COMPOSITE_TREE("POST", "{data}/composite/tree/{object}", ""),
    COMPOSITE_GRAPH("POST", "{data}/composite/graph", ""),
    COLLECTION_CREATE("POST", "{data}/composite/sobjects", ""),
    COLLECTION_UPDATE("PATCH", "{data}/composite/sobjects", ""),
    COLLECTION_UPSERT("PATCH", "{data}/composite/sobjects/{object}/{key}", ""),
    COLLECTION_DELETE("DELETE", "{data}/composite/sobjects", ""),
    COLLECTION_RETRIEVE("GET|POST", "{data}/composite/sobjects/{object}", ""),
    INGEST_CREATE("POST", "{data}/jobs/ingest", ""),
    INGEST_UPLOAD("PUT", "{data}/jobs/ingest/{id}/batches", ""),
    INGEST_CLOSE("PATCH", "{data}/jobs/ingest/{id}", "close or abort"),
    INGEST_JOB("GET", "{data}/jobs/ingest/{id}", ""),
    INGEST_JOBS("GET", "{data}/jobs/ingest", ""),
    INGEST_SUCCESSFUL("GET", "{data}/jobs/ingest/{id}/successfulResults", ""),
    INGEST_FAILED("GET", "{data}/jobs/ingest/{id}/failedResults", ""),
    INGEST_UNPROCESSED("GET", "{data}/jobs/ingest/{id}/unprocessedRecords", ""),
    INGEST_DELETE("DELETE", "{data}/jobs/ingest/{id}", ""),
    BULK_QUERY_CREATE("POST", "{data}/jobs/query", ""),
    BULK_QUERY_JOB("GET", "{data}/jobs/query/{id}", ""),
    BULK_QUERY_JOBS("GET", "{data}/jobs/query", ""),
    BULK_QUERY_RESULTS("GET", "{data}/jobs/query/{id}/results", ""),
    BULK_QUERY_ABORT("PATCH", "{data}/jobs/query/{id}", "abort"),
    BULK_QUERY_DELETE("DELETE", "{data}/jobs/query/{id}", ""),
    DEPLOY("POST", "{data}/metadata/deployRequest", ""),
    DEPLOY_STATUS("GET", "{data}/metadata/deployRequest/{id}", ""),
    DEPLOY_CANCEL("PATCH", "{data}/metadata/deployRequest/{id}", "cancel"),
    SOAP_DEPLOY("SOAP", "deploy", ""),
    SOAP_DEPLOY_STATUS("SOAP", "checkDeployStatus", ""),
    SOAP_DEPLOY_CANCEL("SOAP", "cancelDeploy", ""),
    SOAP_RETRIEVE("SOAP", "retrieve", ""),
    SOAP_RETRIEVE_STATUS("SOAP", "checkRetrieveStatus", ""),
    SOAP_DESCRIBE("SOAP", "describeMetadata", ""),
    SOAP_LIST("SOAP", "listMetadata", ""),
    FLOWS("GET", "{data}/actions/custom/flow", ""),
    FLOW("GET", "{data}/actions/custom/flow/{name}", ""),
    FLOW_CALL("POST", "{data}/actions/custom/flow/{name}", ""),
    CONSENT("GET", "{data}/consent/action/{action}", ""),
    CONSENTS("GET", "{data}/consent/multiaction", ""),
    EVENT_SCHEMA("GET", "{data}/sobjects/{object}/eventSchema", ""),
    GET_TOPIC("gRPC", "GetTopic", ""),
    GET_SCHEMA("gRPC", "GetSchema", ""),
    PUBLISH("gRPC", "Publish", ""),
    PUBLISH_STREAM("gRPC", "PublishStream", ""),
    SUBSCRIBE("gRPC", "Subscribe", ""),
    MANAGED_SUBSCRIBE("gRPC", "ManagedSubscribe", "");

    private static final String SOAP = "SOAP";
    private static final String GRPC = "gRPC";

    private final String methods;
    private final String path;
    private final String note;
    private final Pattern pattern;

    Endpoint(String methods, String path, String note) {
        this.methods = methods;
        this.path = path.replace("{data}", "…");
        this.note = note;
        this.pattern = Pattern.compile("(?i)"
                + path.replace("{data}", "/services/data/v\\d+\\.0")
                        .replace("{id}", "\\w{15,18}")
                        .replaceAll("\\{[a-zA-Z]+}", "[^/]+"));
    }

    /** As the table names it. */
    String title() {
        String call = "`" + methods.replace("|", "`/`") + " " + path + "`";
        return note.isEmpty() ? call : call + " " + note;
    }

    /** The org writes down what it is asked, but no login by SOAP, and of the Pub/Sub API only what is published. */
    boolean isWitnessed() {
        return !methods.equals(GRPC) && this != SOAP_LOGIN;
    }

    boolean isAnsweredBy(RequestLog.Entry call) {
        return methods.equals(SOAP)
                ? call.method().equals(SOAP) && path.equals(call.object())
                : methods.contains(call.method())
                        && pattern.matcher(call.path()).matches();
    }
}
