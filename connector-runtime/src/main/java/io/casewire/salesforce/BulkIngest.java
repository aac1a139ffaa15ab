package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgApi.Answer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ingest jobs of Bulk API 2.0 (Salesforce Bulk API 2.0 guide); every method is one API call. */
public final class BulkIngest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = new byte[0];
    private static final Map<String, String> AS_JSON = Map.of("Content-Type", "application/json");
    private static final Map<String, String> WANT_CSV = Map.of("Accept", "text/csv");
    private static final Map<String, String> AS_CSV = Map.of("Content-Type", "text/csv; charset=UTF-8");

    private final OrgApi org;

    public BulkIngest(OrgApi org) {
        this.org = org;
    }

    /** The org said no; {@link #getMessage} is its error code. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private static final Set<String> FOR_NOW =
                Set.of("REQUEST_LIMIT_EXCEEDED", "INVALID_SESSION_ID", "SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW");
        private final int status;

        RefusedException(String code, int status) {
            super(code, null, false, false);
            this.status = status;
        }

        /** Whether the same may be taken some time later: of limits, sessions and locks. */
        public boolean isForNow() {
            return status == 401 || status == 408 || status == 429 || FOR_NOW.contains(code());
        }

        /** Whether the job is not in the state for this. */
        public boolean isWrongState() {
            return code().equals("INVALIDJOBSTATE");
        }

        public String code() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * How a job stands.
     *
     * @param state in Salesforce's words
     * @param error what kind of failure ended it, as in {@code InvalidBatch}; null for none
     * @param limitInfo as the answer's header says
     */
    public record Job(String id, String state, @Nullable String error, String limitInfo) {
        /** Whether it only waits for its file: the org does nothing of it. */
        public boolean isOpen() {
            return state.equals("Open");
        }

        public boolean isAborted() {
            return state.equals("Aborted");
        }

        /** Whether its results can be fetched. */
        public boolean isOver() {
            return state.equals("JobComplete") || state.equals("Failed") || state.equals("Aborted");
        }
    }

    /** @param externalId the field of an upsert; null for an update by record id */
    public Job open(String object, @Nullable String externalId) throws OrgUnreachableException, RefusedException {
        return open(object, externalId == null ? "update" : "upsert", externalId);
    }

    /** A job whose rows are record ids; what it deletes is in the recycle bin. */
    public Job openDelete(String object) throws OrgUnreachableException, RefusedException {
        return open(object, "delete", null);
    }

    private Job open(String object, String operation, @Nullable String externalId)
            throws OrgUnreachableException, RefusedException {
        Map<String, String> job = new LinkedHashMap<>();
        job.put("object", object);
        job.put("operation", operation);
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

    /**
     * The org begins.
     *
     * @param headers of this request
     */
    public Job close(String id, Map<String, String> headers) throws OrgUnreachableException, RefusedException {
        return change(id, "UploadComplete", headers);
    }

    /** The org does nothing more of it. */
    public Job abort(String id) throws OrgUnreachableException, RefusedException {
        return change(id, "Aborted", Map.of());
    }

    private Job change(String id, String state, Map<String, String> headers)
            throws OrgUnreachableException, RefusedException {
        byte[] body = ("{\"state\":\"" + state + "\"}").getBytes(StandardCharsets.UTF_8);
        Map<String, String> all = new HashMap<>(AS_JSON);
        all.putAll(headers);
        return job(send("PATCH", "/" + id, body, all));
    }

    /** The org forgets it, with its file. */
    public void delete(String id) throws OrgUnreachableException, RefusedException {
        send("DELETE", "/" + id, NOTHING, Map.of());
    }

    public Job get(String id) throws OrgUnreachableException, RefusedException {
        return job(send("GET", "/" + id, NOTHING, Map.of()));
    }

    /** The rows that were written, as CSV with the record's id and whether it is new. */
    public byte[] successful(String id) throws OrgUnreachableException, RefusedException {
        return send("GET", "/" + id + "/successfulResults", NOTHING, WANT_CSV).body();
    }

    /** The rows that were refused, as CSV with the reason. */
    public byte[] failed(String id) throws OrgUnreachableException, RefusedException {
        return send("GET", "/" + id + "/failedResults", NOTHING, WANT_CSV).body();
    }

    private Answer send(String method, String path, byte[] body, Map<String, String> headers)
            throws OrgUnreachableException, RefusedException {
        Answer answer = org.send(method, "/services/data/" + org.version() + "/jobs/ingest" + path, body, headers);
        if (answer.status() >= 500) {
            throw unclear("status " + answer.status() + ".");
        }
        if (!answer.isOk()) {
            throw new RefusedException(code(answer), answer.status());
        }
        return answer;
    }

    /** Whether it did what was asked, nobody knows. */
    private static OrgUnreachableException unclear(String what) {
        Finding finding = new Finding(FindingCode.ORG_UNREACHABLE, "Bulk API", what);
        return new OrgUnreachableException(finding, null);
    }

    private static Job job(Answer answer) throws OrgUnreachableException {
        JsonNode job = answer.json();
        if (!job.path("id").isTextual() || !job.path("state").isTextual()) {
            throw unclear("its answer is not that of a job.");
        }
        String error = job.path("errorMessage").asText("");
        return new Job(
                job.path("id").asText(),
                job.path("state").asText(),
                error.isEmpty() ? null : error.split("[ :]", 2)[0],
                answer.limitInfo());
    }

    private static String code(Answer answer) {
        return answer.json().path(0).path("errorCode").asText("HTTP_" + answer.status());
    }
}
