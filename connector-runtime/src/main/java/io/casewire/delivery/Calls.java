package io.casewire.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.delivery.Call.Row;
import io.casewire.mapping.Write;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes calls of records that are wanted. */
final class Calls {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Calls() {}

    /** @param entries those that share object and operation */
    static Call of(String id, int channel, List<OutboxEntry> entries) {
        OutboxEntry first = entries.get(0);
        boolean create = first.isCreate();
        return new Call(
                Call.VERSION,
                id,
                channel,
                first.wanted.object(),
                first.wanted.externalId(),
                create,
                create && first.wanted.assignment(),
                first.wanted.allowDuplicates(),
                create && first.askFirst,
                null,
                entries.stream().map(entry -> row(entry, create)).toList());
    }

    /** How many it takes as a row. */
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
                first.wanted.object(),
                first.wanted.externalId(),
                create,
                false,
                false,
                false,
                new Call.JobStep(job.next(), job.attempt(), job.orgId()),
                rows);
    }

    private static Row row(OutboxEntry entry, boolean create) {
        Write write = entry.wanted;
        SortedMap<String, JsonNode> fields = new TreeMap<>(write.always());
        fields.putAll(write.ifUnchanged());
        SortedMap<String, JsonNode> guarded = new TreeMap<>();
        if (create) {
            fields.putAll(write.create());
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
                write.party());
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
                write.party());
    }
}
