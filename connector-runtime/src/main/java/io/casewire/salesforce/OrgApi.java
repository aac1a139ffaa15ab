package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Map;

/** One authenticated REST call to the org; logging in, and logging in again, is the carrier's business. */
public interface OrgApi {

    /**
     * @param path from {@code /services}
     * @param headers beyond those every call has
     * @return the answer, whatever its status
     * @throws OrgUnreachableException when there was no answer, or the login was refused
     */
    Answer send(String method, String path, byte[] body, Map<String, String> headers) throws OrgUnreachableException;

    /** The API version as in {@code v62.0}. */
    String version();

    /** What came back; {@code body} may hold personal data and is never logged. */
    record Answer(int status, byte[] body, String limitInfo) {
        private static final ObjectMapper JSON = new ObjectMapper();

        /** The body; missing when it is no JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                return MissingNode.getInstance();
            }
        }

        public boolean isOk() {
            return status >= 200 && status < 300;
        }

        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }
}
