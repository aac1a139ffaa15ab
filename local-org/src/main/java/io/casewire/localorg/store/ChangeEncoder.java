package io.casewire.localorg.store;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes changes as bytes. Rows refer to a layout, the list of their object's field names, which is written before the
 * first row that uses it; so a file can be read after fields came and went.
 */
final class ChangeEncoder {
    static final int SCHEMA = 'S';
    static final int LAYOUT = 'L';
    static final int ROW = 'R';
    static final int EVENT = 'E';
    static final int MARK = 'M';

    private final Map<SObjectType, Integer> layouts = new HashMap<>();

    byte[] encode(Change change) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Schema schema = change.schema();
            if (schema != null) {
                out.writeByte(SCHEMA);
                text(out, schema.toJson());
            }
            for (Map.Entry<SObjectType, Collection<Row>> rows : change.rows().entrySet()) {
                rows(out, rows.getKey(), rows.getValue());
            }
            for (Event event : change.events()) {
                event(out, event);
            }
            for (Map.Entry<String, Long> mark : change.marks().entrySet()) {
                out.writeByte(MARK);
                text(out, mark.getKey());
                out.writeLong(mark.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private void rows(DataOutputStream out, SObjectType type, Collection<Row> rows) throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        int layout = layout(out, type);
        for (Row row : rows) {
            out.writeByte(ROW);
            out.writeShort(layout);
            text(out, row.id());
            values(out, row);
        }
    }

    private int layout(DataOutputStream out, SObjectType type) throws IOException {
        Integer written = layouts.get(type);
        if (written != null) {
            return written;
        }
        int layout = layouts.size();
        layouts.put(type, layout);
        out.writeByte(LAYOUT);
        text(out, type.name());
        out.writeShort(type.fields().size());
        for (Field field : type.fields()) {
            text(out, field.name());
        }
        return layout;
    }

    private static void values(DataOutputStream out, Row row) throws IOException {
        for (int slot = 0; slot < row.slots(); slot++) {
            Object value = row.at(slot);
            if (value != null) {
                out.writeShort(slot);
                value(out, value);
            }
        }
        out.writeShort(-1);
    }

    private static void value(DataOutputStream out, Object value) throws IOException {
        if (value instanceof String string) {
            out.writeByte('s');
            text(out, string);
        } else if (value instanceof Boolean bool) {
            out.writeByte(bool ? 't' : 'f');
        } else if (value instanceof Integer number) {
            out.writeByte('i');
            out.writeInt(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof LocalDate date) {
            out.writeByte('D');
            out.writeLong(date.toEpochDay());
        } else if (value instanceof Instant time) {
            out.writeByte('T');
            out.writeLong(time.toEpochMilli());
        } else {
            throw new IllegalArgumentException("cannot keep a " + value.getClass());
        }
    }

    private static void event(DataOutputStream out, Event event) throws IOException {
        out.writeByte(EVENT);
        text(out, event.topic());
        out.writeLong(event.replayId());
        text(out, event.uuid());
        text(out, event.schemaId());
        out.writeInt(event.payload().length);
        out.write(event.payload());
        out.writeLong(event.publishedAt());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
