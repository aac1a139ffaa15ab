package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.metadata.SetupView;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.soql.QueryPlan;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SOQL queries and the further pages of their results. */
final class Queries {
    private static final int DEFAULT_BATCH = 2000;
    private static final int SMALLEST_BATCH = 200;
    private static final int MOST_CURSORS = 100;
    private static final Pattern LOCATOR = Pattern.compile("(01g\\w{15})-(\\d+)");
    private static final Pattern BATCH_SIZE = Pattern.compile("(?i)batchSize\\s*=\\s*(\\d{1,6})");

    private final Setup setup;
    private final AtomicLong cursorNumber = new AtomicLong();
    private final Map<String, Cursor> cursors = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cursor> eldest) {
            return size() > MOST_CURSORS;
        }
    };

    /** A result that was too large for one answer. */
    private record Cursor(QueryPlan plan, List<Row> rows) {}

    Queries(Setup setup) {
        this.setup = setup;
    }

    void routes(Routes routes) {
        routes.on("GET", "/query", call -> query(call, this::records, false))
                .on("GET", "/queryAll", call -> query(call, this::records, true))
                .on("GET", "/tooling/query", call -> query(call, this::tooling, false))
                .on("GET", "/query/{locator}", this::more)
                .on("GET", "/queryAll/{locator}", this::more);
    }

    private RecordView records(RecordView view) {
        return SetupView.of(view, setup.settings());
    }

    private RecordView tooling(RecordView view) {
        return SetupView.tooling(view, setup.settings());
    }

    private Answer query(Call call, UnaryOperator<RecordView> as, boolean includeDeleted) {
        String soql = call.requiredParameter("q");
        LocalDate today = LocalDate.ofInstant(call.now(), ZoneOffset.UTC);
        return call.work().read(all -> {
            RecordView view = as.apply(all);
            QueryPlan plan = QueryPlan.of(soql, view.schema(), today);
            if (Boolean.parseBoolean(call.parameter("columns"))) {
                return columns(plan);
            }
            List<Row> rows = plan.run(view, includeDeleted);
            if (plan.isBareCount()) {
                return page(rows.size(), true, Json.array()).about(plan.type().name(), rows.size());
            } else if (plan.isAggregate()) {
                List<ObjectNode> lines = plan.aggregate(view, rows);
                ArrayNode records = Json.array();
                lines.forEach(records::add);
                return page(lines.size(), true, records).about(plan.type().name(), rows.size());
            }
            return firstPage(call, view, plan, rows);
        });
    }

    private Answer firstPage(Call call, RecordView view, QueryPlan plan, List<Row> rows) {
        if (rows.size() <= batchSize(call)) {
            return page(call, view, new Cursor(plan, rows), null, 0);
        }
        String id = RecordId.of("01g", "Lo0", cursorNumber.incrementAndGet());
        Cursor cursor = new Cursor(plan, List.copyOf(rows));
        synchronized (cursors) {
            cursors.put(id, cursor);
        }
        return page(call, view, cursor, id, 0);
    }

    private Answer more(Call call) {
        Matcher locator = LOCATOR.matcher(call.variable("locator"));
        Cursor cursor;
        synchronized (cursors) {
            cursor = locator.matches() ? cursors.get(locator.group(1)) : null;
        }
        if (cursor == null || Long.parseLong(locator.group(2)) > cursor.rows.size()) {
            throw new ApiException(StatusCode.INVALID_QUERY_LOCATOR, "invalid query locator");
        }
        return call.work().read(view -> page(call, view, cursor, locator.group(1), Integer.parseInt(locator.group(2))));
    }

    private static Answer page(Call call, RecordView view, Cursor cursor, @Nullable String id, int from) {
        int to = Math.min(cursor.rows.size(), from + batchSize(call));
        ArrayNode records = Json.array();
        cursor.rows.subList(from, to).forEach(row -> records.add(cursor.plan.render(view, row, call.version())));
        boolean done = to == cursor.rows.size();
        Answer answer = page(cursor.rows.size(), done, records);
        if (!done && answer.body() instanceof ObjectNode body) {
            body.put("nextRecordsUrl", "/services/data/" + call.version() + "/query/" + id + "-" + to);
        }
        return answer.about(cursor.plan.type().name(), records.size());
    }

    private static Answer page(int totalSize, boolean done, ArrayNode records) {
        ObjectNode body = Json.object().put("totalSize", totalSize).put("done", done);
        body.set("records", records);
        return Answer.ok(body);
    }

    private static int batchSize(Call call) {
        String options = call.request().header("Sforce-Query-Options");
        Matcher size = BATCH_SIZE.matcher(options == null ? "" : options);
        int asked = size.find() ? Integer.parseInt(size.group(1)) : DEFAULT_BATCH;
        return Math.max(SMALLEST_BATCH, Math.min(DEFAULT_BATCH, asked));
    }

    /** What clients that print tables ask first: the columns, without running the query. */
    private static Answer columns(QueryPlan plan) {
        ObjectNode body = Json.object();
        ArrayNode columns = body.putArray("columnMetadata");
        plan.columns().forEach((name, of) -> {
            Field field = of.field();
            ObjectNode column = columns.addObject()
                    .put("aggregate", of.aggregate())
                    .put("apexType", field.type().describeName())
                    .put("booleanType", field.type().javaType() == Boolean.class)
                    .put("columnName", name)
                    .put("custom", field.custom())
                    .put("displayName", name)
                    .put("foreignKeyName", (String) null)
                    .put("insertable", field.isCreateable())
                    .put("numberType", field.type().isNumber())
                    .put("textType", field.type().isText())
                    .put("updatable", field.isUpdateable());
            column.putArray("joinColumns");
        });
        body.put("entityName", plan.type().name())
                .put("groupBy", plan.isAggregate())
                .put("idSelected", plan.columns().containsKey("Id"))
                .put("keyPrefix", plan.type().keyPrefix());
        return Answer.ok(body);
    }
}
