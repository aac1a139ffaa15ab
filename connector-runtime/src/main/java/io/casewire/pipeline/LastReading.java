package io.casewire.pipeline;

import io.casewire.ingest.Format;
import io.casewire.model.ReadingId;
import io.casewire.quality.CleanReading;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a device said last: what a timer decides on when nothing new arrives. */
record LastReading(
        ReadingId id, String source, String format, Instant eventTime, Instant receivedAt, Map<String, Object> values) {

    static LastReading of(CleanReading reading) {
        return new LastReading(
                reading.id(),
                reading.source(),
                reading.format().name(),
                reading.eventTime(),
                reading.receivedAt(),
                reading.values());
    }

    CleanReading asReading(String device, Format declared) {
        return new CleanReading(id, device, source, declared, eventTime, receivedAt, false, false, values);
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(id.topic());
        out.writeInt(id.partition());
        out.writeLong(id.offset());
        out.writeUTF(source);
        out.writeUTF(format);
        out.writeLong(eventTime.toEpochMilli());
        out.writeLong(receivedAt.toEpochMilli());
        out.writeShort(values.size());
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            out.writeUTF(entry.getKey());
            writeValue(out, entry.getValue());
        }
    }

    static LastReading read(DataInput in) throws IOException {
        ReadingId id = new ReadingId(in.readUTF(), in.readInt(), in.readLong());
        String source = in.readUTF();
        String format = in.readUTF();
        Instant eventTime = Instant.ofEpochMilli(in.readLong());
        Instant receivedAt = Instant.ofEpochMilli(in.readLong());
        int size = in.readShort();
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            values.put(in.readUTF(), readValue(in));
        }
        return new LastReading(id, source, format, eventTime, receivedAt, values);
    }

    private static void writeValue(DataOutput out, Object value) throws IOException {
        if (value instanceof Double number) {
            out.writeByte('n');
            out.writeDouble(number);
        } else if (value instanceof Boolean flag) {
            out.writeByte('b');
            out.writeBoolean(flag);
        } else {
            out.writeByte('t');
            out.writeUTF(value.toString());
        }
    }

    private static Object readValue(DataInput in) throws IOException {
        return switch (in.readByte()) {
            case 'n' -> in.readDouble();
            case 'b' -> in.readBoolean();
            default -> in.readUTF();
        };
    }
}
