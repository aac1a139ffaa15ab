package io.casewire.localorg.flow;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.FieldValues;
import io.casewire.localorg.dml.Triggers;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.metadata.Element;
import io.casewire.localorg.pubsub.EventPublisher;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.soql.RecordJson;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts flows: when records are saved or deleted, when somebody calls one, when an event comes in. */
public final class FlowRunner implements Triggers {
    private static final int DEEPEST_SAVES = 16;

    private final Flows flows = new Flows();
    private final Dml dml;
    private final EventPublisher events;
    private final FlowLog log;
    /** Saves started by flows started by saves; there is one transaction at a time. */
    private int depth;
    /** A flow that changes the record it is about does not start itself again. */
    private final Set<String> running = new HashSet<>();

    public FlowRunner(Dml dml, EventPublisher events, FlowLog log) {
        this.dml = dml;
        this.events = events;
        this.log = log;
    }

    @Override
    public void beforeSave(
            Transaction tx, SObjectType type, Row.Draft draft, @Nullable Row before, WriteContext context) {
        for (Flow flow : flows.active(tx.schema(), type.name(), Flow::isBeforeSave)) {
            RecordValue record = RecordValue.of(type, draft);
            if (begins(flow, tx, type, record, before, context)) {
                run(flow, tx, record, before, type, context);
                record.changed().forEach((name, value) -> set(type, draft, name, value));
            }
        }
    }

    private static void set(SObjectType type, Row.Draft draft, String name, @Nullable Object value) {
        Field field = type.findField(name);
        if (field != null) {
            draft.set(field, value == null ? null : dmlValue(field, value));
        }
    }

    private static @Nullable Object dmlValue(Field field, Object value) {
        return FieldValues.read(field, RecordJson.value(value));
    }

    @Override
    public void afterSave(Transaction tx, SObjectType type, Row row, @Nullable Row before, WriteContext context) {
        for (Flow flow : flows.active(tx.schema(), type.name(), Flow::isAfterSave)) {
            RecordValue record = RecordValue.of(type, row);
            if (begins(flow, tx, type, record, before, context)) {
                run(flow, tx, record, before, type, context);
            }
        }
    }

    @Override
    public void beforeDelete(Transaction tx, SObjectType type, Row row, WriteContext context) {
        for (Flow flow : flows.active(tx.schema(), type.name(), Flow::isBeforeDelete)) {
            RecordValue record = RecordValue.of(type, row);
            if (fits(flow, tx, record, null, context)) {
                run(flow, tx, record, null, type, context);
            }
        }
    }

    private static boolean begins(
            Flow flow,
            Transaction tx,
            SObjectType type,
            RecordValue record,
            @Nullable Row before,
            WriteContext context) {
        String when = flow.start().text("recordTriggerType", "");
        if (before == null ? when.equals("Update") : when.equals("Create")) {
            return false;
        }
        RecordValue prior = before == null ? null : RecordValue.of(type, before);
        boolean onlyWhenChanged = flow.start().isTrue("doesRequireRecordChangedToMeetCriteria");
        return fits(flow, tx, record, prior, context)
                && !(onlyWhenChanged && prior != null && fits(flow, tx, prior, null, context));
    }

    /** Whether the entry conditions of a flow hold. */
    private static boolean fits(
            Flow flow, Transaction tx, RecordValue record, @Nullable RecordValue prior, WriteContext context) {
        Scope scope = new Scope(flow, tx, context.now());
        scope.put("$Record", record);
        scope.put("$Record__Prior", prior);
        String formula = flow.start().text("filterFormula", "");
        return formula.isEmpty() ? scope.fits(flow.start(), record, prior) : scope.isTrue(formula);
    }

    private void run(
            Flow flow,
            Transaction tx,
            RecordValue record,
            @Nullable Row before,
            SObjectType type,
            WriteContext context) {
        String once = flow.name() + "/" + record;
        if (!running.add(once)) {
            return;
        }
        depth++;
        try {
            if (depth > DEEPEST_SAVES) {
                throw new FlowException("", "Flows save records that start flows, without end");
            }
            Interview interview = new Interview(flows, flow, tx, dml, events, log, context.asSystem(), 0);
            interview.scope().put("$Record", record);
            interview.scope().put("$Record__Prior", before == null ? null : RecordValue.of(type, before));
            interview.run();
        } catch (FlowException e) {
            log.failed(failure(flow, e, context.now()));
            throw new ApiException(
                    StatusCode.CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY,
                    "We can't save this record because the “" + flow.label() + "” process failed. " + e.element() + ": "
                            + e.getMessage());
        } finally {
            depth--;
            running.remove(once);
        }
    }

    private static FlowLog.Failure failure(Flow flow, FlowException e, Instant now) {
        return new FlowLog.Failure(now, flow.name(), e.element(), String.valueOf(e.getMessage()));
    }

    /** Whether any active flow waits for this event. */
    boolean awaits(Schema schema, SObjectType event) {
        return !flows.active(schema, event.name(), Flow::isOfEvent).isEmpty();
    }

    /**
     * Runs the flows that wait for an event, in the transaction.
     *
     * @throws ApiException when one fails; it is in the log then, and the transaction has to be given up
     */
    void event(Transaction tx, SObjectType event, Map<String, @Nullable Object> fields, WriteContext context) {
        for (Flow flow : flows.active(tx.schema(), event.name(), Flow::isOfEvent)) {
            RecordValue record = new RecordValue(event);
            fields.forEach(record::set);
            if (fits(flow, tx, record, null, context)) {
                run(flow, tx, record, null, event, context);
            }
        }
    }

    /** The active flows that can be called, by name, with their labels. */
    public Map<String, String> callable(Schema schema) {
        Map<String, String> callable = new LinkedHashMap<>();
        flows.all(schema).forEach((name, flow) -> {
            if (flow.active() && flow.isCallable()) {
                callable.put(name, flow.label());
            }
        });
        return callable;
    }

    /** A variable of a flow that callers give or get. */
    public record Parameter(String name, String type, boolean input, boolean output) {}

    /** The variables of a flow that can be called; null when there is no such flow. */
    public @Nullable List<Parameter> parameters(Schema schema, String name) {
        Flow flow = flows.callable(schema, name);
        return flow == null
                ? null
                : flow.resources().values().stream()
                        .filter(resource -> resource.name().equals("variables"))
                        .map(FlowRunner::parameter)
                        .filter(parameter -> parameter.input || parameter.output)
                        .toList();
    }

    private static Parameter parameter(Element variable) {
        return new Parameter(
                variable.text("name", ""),
                variable.text("dataType", "String").toUpperCase(Locale.ROOT),
                variable.isTrue("isInput"),
                variable.isTrue("isOutput"));
    }

    /**
     * Calls a flow.
     *
     * @return its output variables
     * @throws ApiException when it fails; what it did is undone
     */
    public Map<String, @Nullable Object> call(Transaction tx, String name, JsonNode inputs, WriteContext context) {
        Flow flow = Objects.requireNonNull(flows.callable(tx.schema(), name));
        Interview interview = new Interview(flows, flow, tx, dml, events, log, context, 0);
        List<Parameter> parameters = Objects.requireNonNull(parameters(tx.schema(), name));
        inputs.properties().forEach(input -> {
            if (parameters.stream().noneMatch(it -> it.input && it.name.equals(input.getKey()))) {
                throw new ApiException(
                        StatusCode.INVALID_FIELD, "The flow " + name + " has no input variable " + input.getKey());
            }
            interview.scope().put(input.getKey(), value(input.getValue()));
        });
        try {
            interview.run();
        } catch (FlowException e) {
            log.failed(failure(flow, e, context.now()));
            throw new ApiException(
                    StatusCode.CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY, e.element() + ": " + e.getMessage());
        }
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        parameters.stream()
                .filter(Parameter::output)
                .forEach(it -> outputs.put(it.name, interview.scope().reference(it.name)));
        return outputs;
    }

    private static @Nullable Object value(JsonNode json) {
        if (json.isNull()) {
            return null;
        } else if (json.isBoolean()) {
            return json.asBoolean();
        }
        return json.isNumber() ? json.decimalValue() : json.asText();
    }
}
