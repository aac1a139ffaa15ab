package io.casewire.mapping;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** When each reading mapping last spoke for this device, and what it said: so that not every reading becomes a write. */
public final class ReadingWrites {
    private final Map<String, Last> last = new TreeMap<>();

    private record Last(long at, int content) {}

    /** @param content what is to be said */
    boolean isDue(Mapping mapping, long clock, Object content) {
        Last before = last.get(mapping.name());
        if (before == null) {
            return true;
        }
        Mapping.AtMost atMost = mapping.atMost();
        boolean rested = atMost == null || clock - before.at >= atMost.per().toMillis() / atMost.writes();
        return rested && !(mapping.onChange() && before.content == content.hashCode());
    }

    void remember(Mapping mapping, long clock, Object content) {
        last.put(mapping.name(), new Last(clock, content.hashCode()));
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(last.size());
        for (Map.Entry<String, Last> entry : last.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue().at());
            out.writeInt(entry.getValue().content());
        }
    }

    public static ReadingWrites read(DataInput in) throws IOException {
        ReadingWrites writes = new ReadingWrites();
        int size = in.readShort();
        for (int i = 0; i < size; i++) {
            writes.last.put(in.readUTF(), new Last(in.readLong(), in.readInt()));
        }
        return writes;
    }
}
