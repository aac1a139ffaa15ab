package io.casewire.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Call.Row;
import io.casewire.mapping.Target;
import io.casewire.mapping.Write;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes calls of records that are wanted. */
final class Calls {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Calls() {}

    /** @param entries those that share target and operation */
    static Call of(String id, int channel, List<OutboxEntry> entries) {
        OutboxEntry first = entries.get(0);
        boolean create = first.isCreate();
        return new Call(
                Call.VERSION,
                id,
                channel,
                api(first.wanted.target()),
                first.wanted.target(),
                create,
                first.askFirst,
                null,
                entries.stream().map(entry -> row(entry, create)).toList());
    }

    /** @param entries those that come first, each followed by those that come after it */
    static Call graph(String id, int channel, List<OutboxEntry> entries) {
        return new Call(
                Call.VERSION,
                id,
                channel,
                Api.GRAPH,
                entries.get(0).wanted.target(),
                true,
                false,
                null,
                entries.stream().map(Calls::rowOfFamily).toList());
    }

    private static Row rowOfFamily(OutboxEntry entry) {
        Write write = entry.wanted;
        String parent = write.after() == null ? write.id() : write.after();
        return row(entry, true, new Call.Family(parent, write.target()));
    }

    private static Api api(Target target) {
        return switch (target.kind()) {
            case OBJECT -> Api.COLLECTIONS;
            case EVENT -> Api.EVENTS;
            case FLOW -> Api.ACTIONS;
        };
    }

    /** How many bytes it takes as a row. */
    static int bytes(OutboxEntry entry) {
        try {
            return JSON.writeValueAsBytes(row(entry, entry.isCreate())).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row can be written", e);
        }
    }

    /** The next step of a job with these rows. */
    static Call of(BulkJob job, List<OutboxEntry> entries) {
        OutboxEntry first = entries.get(0);
        boolean create = first.isCreate();
        List<Row> rows =
                switch (job.next()) {
                    case OPEN, LOOK -> List.of();
                    case SEND ->
                        entries.stream().map(entry -> row(entry, create)).toList();
                    case FETCH -> entries.stream().map(Calls::rowToFind).toList();
                };
        return new Call(
                Call.VERSION,
                job.id(),
                job.channel(),
                Api.BULK,
                first.wanted.target(),
                create,
                false,
                new Call.JobStep(job.next(), job.attempt(), job.orgId()),
                rows);
    }

    private static Row row(OutboxEntry entry, boolean create) {
        return row(entry, create, null);
    }

    private static Row row(OutboxEntry entry, boolean create, Call.@Nullable Family family) {
        Write write = entry.wanted;
        SortedMap<String, JsonNode> fields = new TreeMap<>(write.always());
        fields.putAll(write.ifUnchanged());
        SortedMap<String, JsonNode> guarded = new TreeMap<>();
        if (create) {
            fields.putAll(write.create());
        } else if (entry.takesOver) {
            takeOver(write, fields, guarded);
        } else if (entry.standIn != null) {
            fillIn(write, entry.standIn, fields, guarded);
        } else {
            write.ifUnchanged().keySet().forEach(field -> {
                if (entry.lastWritten.containsKey(field)) {
                    guarded.put(field, Objects.requireNonNull(entry.lastWritten.get(field)));
                }
            });
        }
        return new Row(
                write.id(),
                write.mapping(),
                write.key(),
                write.revision(),
                entry.recordId,
                fields,
                guarded,
                write.purpose(),
                write.treated(),
                write.party(),
                entry.standIn != null && !create,
                family);
    }

    /**
     * It becomes ours, and is given what people left blank; a lookup by external id cannot be looked at before, and is left
     * as it is.
     */
    private static void takeOver(Write write, SortedMap<String, JsonNode> fields, SortedMap<String, JsonNode> guarded) {
        fields.putAll(write.create());
        fields.keySet().removeIf(field -> !write.always().containsKey(field) && field.indexOf('.') >= 0);
        fields.put(write.target().externalId(), TextNode.valueOf(write.key()));
        fields.keySet().stream()
                .filter(field -> !write.always().containsKey(field))
                .forEach(field -> guarded.put(field, NullNode.getInstance()));
    }

    /** All of it; where people changed the record since, what the stand-in left out and they did not fill in. */
    private static void fillIn(
            Write write,
            SortedMap<String, JsonNode> standIn,
            SortedMap<String, JsonNode> fields,
            SortedMap<String, JsonNode> guarded) {
        fields.putAll(write.create());
        fields.keySet().stream()
                .filter(field -> !write.always().containsKey(field) && field.indexOf('.') < 0)
                .forEach(field -> guarded.put(field, standIn.getOrDefault(field, NullNode.getInstance())));
    }

    /** As it left, with nothing but what finds it again. */
    private static Row rowToFind(OutboxEntry entry) {
        Write write = entry.wanted;
        return new Row(
                write.id(),
                write.mapping(),
                write.key(),
                entry.sentRevision,
                entry.recordId,
                new TreeMap<>(),
                new TreeMap<>(),
                write.purpose(),
                write.treated(),
                write.party(),
                false,
                null);
    }
}
