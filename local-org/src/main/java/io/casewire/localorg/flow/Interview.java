package io.casewire.localorg.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.metadata.Element;
import io.casewire.localorg.pubsub.EventPublisher;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.soql.RecordJson;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of a flow, inside the transaction of whoever started it. */
final class Interview {
    /** Salesforce ends a flow after 2,000 elements in old versions, and by CPU time in new ones. */
    private static final int MOST_STEPS = 20_000;

    private static final int DEEPEST = 16;

    private final Flows flows;
    private final Flow flow;
    private final Transaction tx;
    private final Dml dml;
    private final EventPublisher events;
    private final FlowLog log;
    private final WriteContext context;
    private final Scope scope;
    private final int depth;
    private final Map<String, Iterator<?>> loops = new HashMap<>();

    Interview(
            Flows flows,
            Flow flow,
            Transaction tx,
            Dml dml,
            EventPublisher events,
            FlowLog log,
            WriteContext context,
            int depth) {
        this.flows = flows;
        this.flow = flow;
        this.tx = tx;
        this.dml = dml;
        this.events = events;
        this.log = log;
        this.context = context;
        this.scope = new Scope(flow, tx, context.now());
        this.depth = depth;
    }

    Scope scope() {
        return scope;
    }

    /** @throws FlowException when an element fails that has no path for it */
    void run() {
        if (depth > DEEPEST) {
            throw new FlowException("", "Flows call one another too deeply");
        }
        Element at = target(flow.start(), "connector");
        for (int steps = 0; at != null; steps++) {
            if (steps > MOST_STEPS) {
                throw new FlowException(name(at), "The flow runs without end");
            }
            at = step(at);
        }
    }

    private static String name(Element element) {
        return element.text("name", "");
    }

    private @Nullable Element target(Element element, String connector) {
        Element found = element.first(connector);
        return found == null ? null : flow.element(found.text("targetReference", ""));
    }

    /** @return what comes next */
    private @Nullable Element step(Element element) {
        Transaction.Savepoint before = tx.savepoint();
        try {
            return switch (element.name()) {
                case "decisions" -> decide(element);
                case "loops" -> loop(element);
                default -> {
                    perform(element);
                    yield target(element, "connector");
                }
            };
        } catch (ApiException e) {
            Element fault = target(element, "faultConnector");
            if (fault == null) {
                throw new FlowException(name(element), e.error().message());
            }
            tx.rollbackTo(before);
            scope.put("$Flow.FaultMessage", e.error().message());
            return fault;
        } catch (FlowException e) {
            throw e.element().isEmpty() ? new FlowException(name(element), String.valueOf(e.getMessage())) : e;
        }
    }

    private @Nullable Element decide(Element decision) {
        for (Element rule : decision.all("rules")) {
            boolean holds = scope.all(
                    rule,
                    "conditionLogic",
                    rule.all("conditions"),
                    condition -> scope.holds(
                            scope.reference(condition.text("leftValueReference", "")),
                            condition.text("operator", ""),
                            scope.value(condition.first("rightValue"))));
            if (holds) {
                return target(rule, "connector");
            }
        }
        return target(decision, "defaultConnector");
    }

    private @Nullable Element loop(Element loop) {
        Iterator<?> items = loops.get(name(loop));
        if (items == null) {
            Object collection = scope.reference(loop.text("collectionReference", ""));
            items = collection instanceof List<?> list
                    ? list.iterator()
                    : List.of().iterator();
            loops.put(name(loop), items);
        }
        if (items.hasNext()) {
            scope.put(loop.text("assignNextValueToReference", name(loop)), items.next());
            return target(loop, "nextValueConnector");
        }
        loops.remove(name(loop));
        return target(loop, "noMoreValuesConnector");
    }

    private void perform(Element element) {
        switch (element.name()) {
            case "assignments" -> element.all("assignmentItems").forEach(this::assign);
            case "recordLookups" -> lookUp(element);
            case "recordCreates" -> create(element);
            case "recordUpdates" -> update(element);
            case "recordDeletes" ->
                chosen(element).forEach(record -> dml.delete(tx, record.type(), record.toString(), context));
            case "subflows" -> callFlow(element);
            case "actionCalls" -> send(element);
            default -> throw new FlowException(name(element), "Unknown element " + element.name());
        }
    }

    private void assign(Element item) {
        String reference = item.text("assignToReference", "");
        Object value = scope.value(item.first("value"));
        switch (item.text("operator", "Assign")) {
            case "Assign" -> scope.assign(reference, value);
            case "Add" -> scope.assign(reference, added(scope.reference(reference), value));
            case "Subtract" -> scope.assign(reference, Arithmetic.subtract(scope.reference(reference), value));
            default -> throw new FlowException("", "Unknown operator " + item.text("operator", ""));
        }
    }

    private static @Nullable Object added(@Nullable Object before, @Nullable Object value) {
        if (before instanceof List<?> list) {
            List<@Nullable Object> longer = new ArrayList<>(list);
            longer.add(value);
            return longer;
        }
        return Arithmetic.add(before, value);
    }

    private void lookUp(Element element) {
        List<RecordValue> found = find(element);
        boolean first = element.isTrue("getFirstRecordOnly");
        @Nullable Object result = first ? (found.isEmpty() ? null : found.get(0)) : List.copyOf(found);
        String output = element.text("outputReference", "");
        scope.put(output.isEmpty() ? name(element) : output, result);
        for (Element assignment : element.all("outputAssignments")) {
            Object value = found.isEmpty() ? null : found.get(0).get(assignment.text("field", ""));
            scope.assign(assignment.text("assignToReference", ""), value);
        }
    }

    private List<RecordValue> find(Element element) {
        SObjectType type = tx.schema().type(element.text("object", ""));
        Field deleted = type.field("IsDeleted");
        List<RecordValue> found = new ArrayList<>();
        for (Row row : tx.rows(type)) {
            if (row.get(deleted) != Boolean.TRUE) {
                RecordValue record = RecordValue.of(type, row);
                if (scope.fits(element, record, null)) {
                    found.add(record);
                }
            }
        }
        String sortField = element.text("sortField", "");
        if (!sortField.isEmpty()) {
            Comparator<RecordValue> order = Comparator.comparing(record -> Scope.text(record.get(sortField)));
            found.sort(element.text("sortOrder", "Asc").equals("Desc") ? order.reversed() : order);
        }
        return found;
    }

    private void create(Element element) {
        String reference = element.text("inputReference", "");
        if (!reference.isEmpty()) {
            records(scope.reference(reference)).forEach(record -> insert(record.type(), record.toJson(true), record));
            return;
        }
        SObjectType type = tx.schema().type(element.text("object", ""));
        String id = insert(type, inputs(element), null);
        String assignTo = element.text("assignRecordIdToReference", "");
        scope.put(name(element), id);
        if (!assignTo.isEmpty()) {
            scope.assign(assignTo, id);
        }
    }

    private String insert(SObjectType type, ObjectNode fields, @Nullable RecordValue record) {
        if (type.definition().event()) {
            return String.valueOf(events.publish(tx, type, fields, context).id());
        }
        String id = String.valueOf(dml.insert(tx, type, fields, context).id());
        if (record != null) {
            record.set("Id", id);
        }
        return id;
    }

    private ObjectNode inputs(Element element) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (Element assignment : element.all("inputAssignments")) {
            Object value = scope.value(assignment.first("value"));
            fields.set(assignment.text("field", ""), RecordJson.value(value));
        }
        return fields;
    }

    private void update(Element element) {
        String reference = element.text("inputReference", "");
        if (reference.equals("$Record")) {
            if (scope.reference("$Record") instanceof RecordValue record) {
                inputs(element)
                        .properties()
                        .forEach(entry -> record.set(
                                entry.getKey(), entry.getValue().isNull() ? null : plainJson(entry.getValue())));
                if (!flow.isBeforeSave()) {
                    dml.update(tx, record.type(), record.toString(), inputs(element), context);
                }
            }
            return;
        }
        for (RecordValue record : chosen(element)) {
            ObjectNode fields = reference.isEmpty() ? inputs(element) : record.toJson(false);
            dml.update(tx, record.type(), record.toString(), fields, context);
        }
    }

    private static Object plainJson(JsonNode value) {
        return value.isBoolean() ? (Object) value.asBoolean() : value.isNumber() ? value.asDouble() : value.asText();
    }

    private List<RecordValue> chosen(Element element) {
        String reference = element.text("inputReference", "");
        return reference.isEmpty() ? find(element) : records(scope.reference(reference));
    }

    private static List<RecordValue> records(@Nullable Object value) {
        if (value instanceof RecordValue record) {
            return List.of(record);
        }
        List<RecordValue> records = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> records.addAll(records(item)));
        }
        return records;
    }

    private void callFlow(Element element) {
        Flow called = flows.callable(tx.schema(), element.text("flowName", ""));
        if (called == null) {
            throw new FlowException(name(element), "There is no active flow " + element.text("flowName", ""));
        }
        Interview interview = new Interview(flows, called, tx, dml, events, log, context, depth + 1);
        for (Element input : element.all("inputAssignments")) {
            interview.scope.put(input.text("name", ""), scope.value(input.first("value")));
        }
        interview.run();
        for (Element output : element.all("outputAssignments")) {
            scope.assign(output.text("assignToReference", ""), interview.scope.reference(output.text("name", "")));
        }
    }

    /** Recorded when, and if, the transaction commits. */
    private void send(Element element) {
        Map<String, String> parameters = new HashMap<>();
        for (Element parameter : element.all("inputParameters")) {
            parameters.put(parameter.text("name", ""), Scope.text(scope.value(parameter.first("value"))));
        }
        String action = element.text("actionType", "");
        if (action.equals(Notification.ACTION)) {
            Notification.check(parameters, tx);
        }
        FlowLog.Message message = new FlowLog.Message(context.now(), flow.name(), action, parameters);
        tx.afterCommit(() -> log.sent(message));
    }
}
