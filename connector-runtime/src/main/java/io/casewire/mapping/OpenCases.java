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
    /** Those that belong to an episode, though the org may not know yet: until then it says that they belong to none. */
    private final List<String> taken = new ArrayList<>();

    /**
     * How a Case is now.
     *
     * @param open whether it is open, about this device, and belongs to no episode
     * @return whether that is news
     */
    public boolean take(String caseId, boolean open) {
        if (!open) {
            return ids.remove(caseId) | taken.remove(caseId);
        }
        if (ids.contains(caseId) || taken.contains(caseId)) {
            return false;
        }
        add(ids, caseId);
        return true;
    }

    private static void add(List<String> ids, String caseId) {
        ids.add(caseId);
        if (ids.size() > MOST) {
            ids.remove(0);
        }
    }

    /** Whether nothing is known. */
    public boolean isEmpty() {
        return ids.isEmpty() && taken.isEmpty();
    }

    /** The one opened last, or null. */
    @Nullable
    String latest() {
        return ids.isEmpty() ? null : ids.get(ids.size() - 1);
    }

    /** The record belongs to an episode from now on. */
    void taken(String recordId) {
        if (ids.remove(recordId)) {
            add(taken, recordId);
        }
    }

    public void forgetAll() {
        ids.clear();
        taken.clear();
    }

    public void write(DataOutput out) throws IOException {
        write(ids, out);
        write(taken, out);
    }

    private static void write(List<String> ids, DataOutput out) throws IOException {
        out.writeByte(ids.size());
        for (String id : ids) {
            out.writeUTF(id);
        }
    }

    public static OpenCases read(DataInput in) throws IOException {
        OpenCases cases = new OpenCases();
        read(cases.ids, in);
        read(cases.taken, in);
        return cases;
    }

    private static void read(List<String> ids, DataInput in) throws IOException {
        int size = in.readByte();
        for (int i = 0; i < size; i++) {
            ids.add(in.readUTF());
        }
    }
}
