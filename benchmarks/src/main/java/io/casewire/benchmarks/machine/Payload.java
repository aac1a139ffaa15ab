package io.casewire.benchmarks.machine;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * A reading on the wire: JSON of about 300 bytes.
 *
 * <p>Sequence number and the run's name are read back without a JSON parser: the name stands at the beginning of the
 * padding, so that readings of other runs and other publishers are told apart.
 */
public final class Payload {
    public static final int BYTES = 300;
    private static final byte[] HEAD = ascii("{\"seq\":");
    private static final byte[] PAD = ascii(",\"pad\":\"");
    /** Of a payload that this run did not publish. */
    public static final int NOT_OURS = -1;

    private final String run;
    private final byte[] mark;

    /** @param run name of the run: letters and digits */
    public Payload(String run) {
        this.run = run + ".";
        this.mark = ascii(",\"pad\":\"" + this.run);
    }

    public byte[] encode(int seq, Instant at, Measurement m) {
        StringBuilder json = new StringBuilder(BYTES)
                .append("{\"seq\":")
                .append(seq)
                .append(",\"ts\":\"")
                .append(at)
                .append("\",\"type\":\"")
                .append(m.type())
                .append("\",\"airTemperature\":")
                .append(m.airTemperature())
                .append(",\"processTemperature\":")
                .append(m.processTemperature())
                .append(",\"rotationalSpeed\":")
                .append(m.rotationalSpeed())
                .append(",\"torque\":")
                .append(m.torque())
                .append(",\"toolWear\":")
                .append(m.toolWear())
                .append(",\"pad\":\"")
                .append(run);
        while (json.length() < BYTES - 2) {
            json.append('.');
        }
        return ascii(json.append("\"}").toString());
    }

    /** The sequence number, or {@link #NOT_OURS}. */
    public int seq(byte[] payload) {
        if (payload.length < HEAD.length || !Arrays.equals(payload, 0, HEAD.length, HEAD, 0, HEAD.length)) {
            return NOT_OURS;
        }
        return marked(payload) ? digits(payload) : NOT_OURS;
    }

    private boolean marked(byte[] payload) {
        for (int from = payload.length - mark.length; from >= HEAD.length; from--) {
            if (payload[from] == PAD[0] && Arrays.equals(payload, from, from + mark.length, mark, 0, mark.length)) {
                return true;
            }
        }
        return false;
    }

    private static int digits(byte[] payload) {
        long seq = 0;
        int at = HEAD.length;
        while (at < payload.length && payload[at] >= '0' && payload[at] <= '9' && seq <= Integer.MAX_VALUE) {
            seq = seq * 10 + (payload[at++] - '0');
        }
        return at == HEAD.length || seq > Integer.MAX_VALUE ? NOT_OURS : (int) seq;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
