package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.salesforce.OrgApi.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ingest jobs of Bulk API 2.0 (Salesforce Bulk API 2.0 guide); every method is one API call. */
public final class BulkIngest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = new byte[0];
    private static final Map<String, String> AS_JSON = Map.of("Content-Type", "application/json");
    private static final Map<String, String> AS_CSV = Map.of("Content-Type", "text/csv; charset=UTF-8");

    private final OrgApi org;

    public BulkIngest(OrgApi org) {
        this.org = org;
    }

    /** The org said no; {@link #getMessage} is its error code. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedException(String code, int status) {
            super(code, null, false, false);
            this.status = status;
        }

        /** Whether there is no such job, or none any more. */
        public boolean isNotFound() {
            return status == 404;
        }

        public String code() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * How a job stands.
     *
     * @param state in Salesforce's words
     * @param limitInfo as the answer's header says
     */
    public record Job(String id, String state, String limitInfo) {
        /** Whether it only waits for its file: the org does nothing of it. */
        public boolean isOpen() {
            return state.equals("Open");
        }

        /** Whether its results can be fetched. */
        public boolean isOver() {
            return state.equals("JobComplete") || state.equals("Failed") || state.equals("Aborted");
        }
    }

    /** @param externalId the field of an upsert; null for an update by record id */
    public Job open(String object, @Nullable String externalId) throws OrgUnreachableException, RefusedException {
        Map<String, String> job = new LinkedHashMap<>();
        job.put("object", object);
        job.put("operation", externalId == null ? "update" : "upsert");
        if (externalId != null) {
            job.put("externalIdFieldName", externalId);
        }
        job.put("contentType", "CSV");
        job.put("lineEnding", "LF");
        return job(send("POST", "", JSON.valueToTree(job).toString().getBytes(StandardCharsets.UTF_8), AS_JSON));
    }

    /** A job takes one file. */
    public void upload(String id, byte[] csv) throws OrgUnreachableException, RefusedException {
        send("PUT", "/" + id + "/batches", csv, AS_CSV);
    }

    /** The org begins. */
    public Job close(String id) throws OrgUnreachableException, RefusedException {
        return change(id, "UploadComplete");
    }

    /** The org does nothing more of it. */
    public Job abort(String id) throws OrgUnreachableException, RefusedException {
        return change(id, "Aborted");
    }

    private Job change(String id, String state) throws OrgUnreachableException, RefusedException {
        byte[] body = ("{\"state\":\"" + state + "\"}").getBytes(StandardCharsets.UTF_8);
        return job(send("PATCH", "/" + id, body, AS_JSON));
    }

    public Job get(String id) throws OrgUnreachableException, RefusedException {
        return job(send("GET", "/" + id, NOTHING, Map.of()));
    }

    /** The rows that were written, as CSV with the record's id and whether it is new. */
    public byte[] successful(String id) throws OrgUnreachableException, RefusedException {
        return send("GET", "/" + id + "/successfulResults", NOTHING, Map.of()).body();
    }

    /** The rows that were refused, as CSV with the reason. */
    public byte[] failed(String id) throws OrgUnreachableException, RefusedException {
        return send("GET", "/" + id + "/failedResults", NOTHING, Map.of()).body();
    }

    private Answer send(String method, String path, byte[] body, Map<String, String> headers)
            throws OrgUnreachableException, RefusedException {
        Answer answer = org.send(method, "/services/data/" + org.version() + "/jobs/ingest" + path, body, headers);
        if (!answer.isOk()) {
            throw new RefusedException(code(answer), answer.status());
        }
        return answer;
    }

    private static Job job(Answer answer) throws RefusedException {
        JsonNode job = parse(answer.body());
        if (!job.path("id").isTextual() || !job.path("state").isTextual()) {
            throw new RefusedException("UNKNOWN_EXCEPTION", answer.status());
        }
        return new Job(job.path("id").asText(), job.path("state").asText(), answer.limitInfo());
    }

    private static String code(Answer answer) {
        return parse(answer.body()).path(0).path("errorCode").asText("HTTP_" + answer.status());
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }
}
