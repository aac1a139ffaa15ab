package io.casewire.localorg.pubsub;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/** Replay ids on the wire: opaque to clients, here eight bytes of number, high byte first, and two of zero. */
final class ReplayIds {
    private static final int NUMBER_BYTES = 8;
    private static final int BYTES = 10;

    private ReplayIds() {}

    static ByteString encode(long replayId) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(replayId);
        return ByteString.copyFrom(bytes.array());
    }

    /** Takes the whole id or its first eight bytes, which is all some clients keep; -1 for anything else. */
    static long decode(ByteString id) {
        boolean known = id.size() == NUMBER_BYTES || id.size() == BYTES;
        return known ? id.asReadOnlyByteBuffer().getLong() : -1;
    }
}
