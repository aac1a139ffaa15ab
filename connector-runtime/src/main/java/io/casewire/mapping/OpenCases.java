package io.casewire.mapping;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Cases that people have open about a device and that belong to no episode, as the org told of them, the latest last. */
public final class OpenCases {
    /** Of more, the earliest are forgotten: one of them is enough for an episode. */
    private static final int MOST = 8;

    private final List<String> ids = new ArrayList<>();

    /**
     * How a Case is now.
     *
     * @param open whether it is open, about this device, and belongs to no episode
     * @return whether that is news
     */
    public boolean take(String caseId, boolean open) {
        if (!open) {
            return ids.remove(caseId);
        }
        if (ids.contains(caseId)) {
            return false;
        }
        ids.add(caseId);
        if (ids.size() > MOST) {
            ids.remove(0);
        }
        return true;
    }

    public boolean isEmpty() {
        return ids.isEmpty();
    }

    /** The one opened last, or null. */
    @Nullable
    String latest() {
        return ids.isEmpty() ? null : ids.get(ids.size() - 1);
    }

    /** The record belongs to an episode from now on. */
    void taken(String recordId) {
        ids.remove(recordId);
    }

    public void forgetAll() {
        ids.clear();
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(ids.size());
        for (String id : ids) {
            out.writeUTF(id);
        }
    }

    public static OpenCases read(DataInput in) throws IOException {
        OpenCases cases = new OpenCases();
        int size = in.readByte();
        for (int i = 0; i < size; i++) {
            cases.ids.add(in.readUTF());
        }
        return cases;
    }
}
