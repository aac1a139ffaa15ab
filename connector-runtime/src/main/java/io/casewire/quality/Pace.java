package io.casewire.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/**
 * How many readings of a device fall into a minute, and whether it is in quarantine for too many. The minute is one of event time: the
 * readings of an outage of hours arrive within a minute and are no noise.
 */
public final class Pace {
    private static final long MINUTE = 60_000;

    private long minute = Long.MIN_VALUE;
    private int count;
    /** Of what is older than that: a clock that stands still tells of one minute again and again. */
    private long lateMinute = Long.MIN_VALUE;

    private int lateCount;
    private boolean noisy;

    /** What a reading more means. */
    public enum Said {
        CALM,
        /** It is one too many, and the quarantine begins. */
        BEGINS,
        /** The quarantine lasts until a minute was calm. */
        LASTS
    }

    /**
     * A reading more.
     *
     * @param most that a calm device says within a minute
     */
    public Said heard(Instant eventTime, int most) {
        long its = Math.floorDiv(eventTime.toEpochMilli(), MINUTE);
        if (its > minute) {
            noisy &= Math.max(count, lateCount) > most && its == minute + 1;
            minute = its;
            count = 0;
            lateCount = 0;
        }
        if (its == minute) {
            count++;
        } else {
            lateCount = its == lateMinute ? lateCount + 1 : 1;
            lateMinute = its;
        }
        if (noisy) {
            return Said.LASTS;
        }
        noisy = Math.max(count, lateCount) > most;
        return noisy ? Said.BEGINS : Said.CALM;
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(minute);
        out.writeInt(count);
        out.writeLong(lateMinute);
        out.writeInt(lateCount);
        out.writeBoolean(noisy);
    }

    public static Pace read(DataInput in) throws IOException {
        Pace pace = new Pace();
        pace.minute = in.readLong();
        pace.count = in.readInt();
        pace.lateMinute = in.readLong();
        pace.lateCount = in.readInt();
        pace.noisy = in.readBoolean();
        return pace;
    }
}
