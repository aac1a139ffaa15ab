package io.casewire.localorg.store;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link ChangeEncoder} wrote. Values of fields the schema no longer has are passed over. */
final class ChangeDecoder {
    private final List<Layout> layouts = new ArrayList<>();
    private Schema schema;

    ChangeDecoder(Schema schema) {
        this.schema = schema;
    }

    Change decode(ByteBuffer in) {
        Schema deployed = null;
        Map<SObjectType, Collection<Row>> rows = new LinkedHashMap<>();
        List<Event> events = new ArrayList<>();
        Map<String, Long> marks = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            int kind = in.get();
            switch (kind) {
                case ChangeEncoder.SCHEMA -> {
                    deployed = Schema.fromJson(text(in));
                    schema = deployed;
                    layouts.replaceAll(layout -> Layout.of(layout.object, layout.names, deployedIn(schema, layout)));
                }
                case ChangeEncoder.LAYOUT -> layouts.add(layout(in));
                case ChangeEncoder.ROW -> row(in, rows);
                case ChangeEncoder.EVENT -> events.add(event(in));
                case ChangeEncoder.MARK -> marks.put(text(in), in.getLong());
                default -> throw new IllegalStateException("unknown entry " + kind);
            }
        }
        return new Change(deployed, rows, events, marks);
    }

    private static @Nullable SObjectType deployedIn(Schema schema, Layout layout) {
        return schema.find(layout.object);
    }

    private Layout layout(ByteBuffer in) {
        String object = text(in);
        List<String> names = new ArrayList<>();
        int count = in.getShort();
        for (int i = 0; i < count; i++) {
            names.add(text(in));
        }
        return Layout.of(object, names, schema.find(object));
    }

    private void row(ByteBuffer in, Map<SObjectType, Collection<Row>> rows) {
        Layout layout = layouts.get(in.getShort());
        String id = text(in);
        Row.Draft draft = Row.Draft.create(id, layout.names.size());
        for (int slot = in.getShort(); slot >= 0; slot = in.getShort()) {
            Object value = value(in);
            Field field = layout.fields[slot];
            if (field != null) {
                draft.set(field, value);
            }
        }
        if (layout.type != null) {
            rows.computeIfAbsent(layout.type, type -> new ArrayList<>()).add(draft.toRow());
        }
    }

    private static Object value(ByteBuffer in) {
        int kind = in.get();
        return switch (kind) {
            case 's' -> text(in);
            case 't' -> Boolean.TRUE;
            case 'f' -> Boolean.FALSE;
            case 'i' -> in.getInt();
            case 'd' -> in.getDouble();
            case 'D' -> LocalDate.ofEpochDay(in.getLong());
            case 'T' -> Instant.ofEpochMilli(in.getLong());
            default -> throw new IllegalStateException("unknown value " + kind);
        };
    }

    private static Event event(ByteBuffer in) {
        String topic = text(in);
        long replayId = in.getLong();
        String uuid = text(in);
        String schemaId = text(in);
        byte[] payload = new byte[in.getInt()];
        in.get(payload);
        return new Event(topic, replayId, uuid, schemaId, payload, in.getLong());
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A written layout against the object as it is now; a field that is gone is null. */
    private record Layout(String object, List<String> names, @Nullable SObjectType type, @Nullable Field[] fields) {
        static Layout of(String object, List<String> names, @Nullable SObjectType type) {
            Field[] fields = new Field[names.size()];
            for (int i = 0; i < fields.length && type != null; i++) {
                fields[i] = type.findField(names.get(i));
            }
            return new Layout(object, names, type, fields);
        }
    }
}
