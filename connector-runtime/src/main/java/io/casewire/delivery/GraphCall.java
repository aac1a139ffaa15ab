package io.casewire.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.delivery.Call.Family;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A call in the words of Salesforce's composite graph, and its answer in ours (Salesforce REST API guide: Composite Graph).
 *
 * <p>Each record is created with its key among the fields, and not by an upsert: an upsert carries the key in its address,
 * where a slash is not safe. A record that is there already is refused as a duplicate, and asked for then.
 */
public final class GraphCall {
    /** Most families in a call (Salesforce REST API guide: Composite Graph limits). */
    static final int MAX_GRAPHS = 75;

    private static final ObjectMapper JSON = new ObjectMapper();

    private GraphCall() {}

    /** @param version as in {@code v62.0} */
    public static String path(String version) {
        return "/services/data/" + version + "/composite/graph";
    }

    /**
     * @param rows those that are left after consent was asked, parents first
     * @param version as in {@code v62.0}
     */
    public static byte[] body(List<Row> rows, String version) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ArrayNode graphs = request.putArray("graphs");
        Map<String, ArrayNode> byParent = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            Family family = family(rows.get(i));
            ArrayNode requests = byParent.get(family.parent());
            if (requests == null) {
                requests =
                        graphs.addObject().put("graphId", "g" + byParent.size()).putArray("compositeRequest");
                byParent.put(family.parent(), requests);
            }
            requests.add(create(rows.get(i), family, "r" + i, version));
        }
        return RestCall.bytes(request);
    }

    private static ObjectNode create(Row row, Family family, String reference, String version) {
        ObjectNode create = JsonNodeFactory.instance.objectNode();
        create.put("method", "POST");
        create.put(
                "url",
                "/services/data/" + version + "/sobjects/" + family.target().name());
        create.put("referenceId", reference);
        create.putObject("httpHeaders")
                .put("Sforce-Auto-Assign", family.target().assignment() ? "TRUE" : "FALSE");
        ObjectNode body = create.putObject("body");
        body.put(family.target().externalId(), row.key());
        row.fields().forEach((field, value) -> RestCall.put(body, field, value));
        return create;
    }

    private static Family family(Row row) {
        return Objects.requireNonNull(row.family());
    }

    /** The answer to a call that was carried out; a family that the org did not come to has none. */
    public static List<Receipt> answered(Call call, List<Row> rows, byte[] body, long now) {
        Map<String, JsonNode> answers = new HashMap<>();
        try {
            for (JsonNode graph : JSON.readTree(body).path("graphs")) {
                graph.path("graphResponse")
                        .path("compositeResponse")
                        .forEach(one -> answers.put(one.path("referenceId").asText(), one));
            }
        } catch (IOException e) {
            return RestCall.failed(call, rows, 0, "", now);
        }
        List<Receipt> receipts = new ArrayList<>();
        Set<String> refusedParents = new HashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String parent = family(row).parent();
            JsonNode answer = answers.get("r" + i);
            // That its parent is missing says nothing of the record itself.
            Receipt receipt = answer == null || refusedParents.contains(parent)
                    ? Receipt.refused(call, row, Refusal.HALTED, null, List.of(), now)
                    : receipt(call, row, answer, now);
            receipts.add(receipt);
            if (row.write().equals(parent)
                    && receipt.code() != null
                    && !receipt.code().equals(Refusal.HALTED)) {
                refusedParents.add(parent);
            }
        }
        return receipts;
    }

    private static Receipt receipt(Call call, Row row, JsonNode answer, long now) {
        int status = answer.path("httpStatusCode").asInt();
        JsonNode body = answer.path("body");
        if (status >= 200 && status < 300) {
            return Receipt.of(call, row, Result.CREATED, body.path("id").asText(null), now);
        }
        return RestCall.refused(call, row, body.path(0), now);
    }
}
