package io.casewire.pipeline;

import io.casewire.episodes.CatchUp;
import io.casewire.episodes.EpisodeStates;
import io.casewire.episodes.RollUps;
import io.casewire.identity.HeldReadings;
import io.casewire.mapping.OpenCases;
import io.casewire.mapping.ReadingWrites;
import io.casewire.model.Level;
import io.casewire.model.StateOutput;
import io.casewire.quality.Pace;
import io.casewire.quality.Recent;
import io.casewire.signals.SignalStates;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything remembered of one device: one value, one get and one put per reading.
 *
 * <p>Each part belongs to its stage and knows how to write itself; the first byte is the version of the whole.
 */
public final class DeviceState {
    private static final int VERSION = 9;

    /** From before Cases that people opened were known. */
    private static final int WITHOUT_OPEN_CASES = 8;

    /** From before anything was told of devices below one. */
    private static final int WITHOUT_ROLL_UPS = 7;

    /** From before people could snooze, and severities change. */
    private static final int WITHOUT_PEOPLE = 6;

    private static final int WITHOUT_PACE = 5;
    private static final int WITHOUT_EXPIRY = 4;
    /** From before each signal kept bytes of its own. */
    private static final int OTHER_SIGNALS = 3;

    private static final int WITHOUT_CATCH_UP = 2;
    /** From before owners were remembered. */
    private static final int WITHOUT_OWNER = 1;

    private final String device;
    private final Level level;
    private final Recent recent;
    private final HeldReadings held;
    private final SignalStates signals;
    private final EpisodeStates episodes;
    private final ReadingWrites readingWrites;
    private final CatchUp catchUp;
    private final Pace pace;
    private final RollUps rollUps;
    private final OpenCases openCases;
    private @Nullable LastReading last;
    /** Whose device it was when it last spoke; empty when that is not known. */
    private String owner;
    /** Through what it was heard last; empty before that. */
    private String source;

    private long expiresAt;
    private boolean expired;

    /** Not among its bytes. */
    private long lookedAt = EpisodeStates.NONE;

    /** Of the bytes written last; it grows little from one time to the next. */
    private int size = 512;

    private DeviceState(
            String device,
            Level level,
            Recent recent,
            HeldReadings held,
            SignalStates signals,
            EpisodeStates episodes,
            ReadingWrites readingWrites,
            @Nullable LastReading last,
            String owner,
            CatchUp catchUp,
            String source,
            long expiresAt,
            Pace pace,
            RollUps rollUps,
            OpenCases openCases) {
        this.device = device;
        this.level = level;
        this.recent = recent;
        this.held = held;
        this.signals = signals;
        this.episodes = episodes;
        this.readingWrites = readingWrites;
        this.last = last;
        this.owner = owner;
        this.catchUp = catchUp;
        this.source = source;
        this.expiresAt = expiresAt;
        this.pace = pace;
        this.rollUps = rollUps;
        this.openCases = openCases;
    }

    /** @param models of its signals, kept beside */
    public static DeviceState empty(String device, SignalStates.Models models) {
        return new DeviceState(
                device,
                Level.DEVICE,
                new Recent(),
                new HeldReadings(),
                new SignalStates(device, models),
                new EpisodeStates(),
                new ReadingWrites(),
                null,
                "",
                new CatchUp(),
                "",
                EpisodeStates.NONE,
                new Pace(),
                RollUps.none(),
                new OpenCases());
    }

    public String device() {
        return device;
    }

    public Level level() {
        return level;
    }

    Recent recent() {
        return recent;
    }

    HeldReadings held() {
        return held;
    }

    /** How many bytes its signals take where they are kept. */
    public Map<String, Long> signalSizes() {
        return signals.sizes();
    }

    SignalStates signals() {
        return signals;
    }

    EpisodeStates episodes() {
        return episodes;
    }

    CatchUp catchUp() {
        return catchUp;
    }

    Pace pace() {
        return pace;
    }

    RollUps rollUps() {
        return rollUps;
    }

    OpenCases openCases() {
        return openCases;
    }

    ReadingWrites readingWrites() {
        return readingWrites;
    }

    @Nullable
    LastReading last() {
        return last;
    }

    void remember(LastReading reading) {
        last = reading;
    }

    /** Nobody will ask what the device said last before it speaks again. */
    void forgetLastUnlessAwaited() {
        if (decideAt() == EpisodeStates.NONE) {
            last = null;
        }
    }

    String source() {
        return source;
    }

    void heardThrough(String name) {
        source = name;
    }

    String owner() {
        return owner;
    }

    void belongTo(String party) {
        owner = party;
    }

    /**
     * The device is heard.
     *
     * @param retained whether it is a retained message, which is no sign of life: brokers repeat it
     * @param until when nothing of the device is remembered any more, unless it is heard again before; epoch milliseconds
     */
    void keepUntil(long until, boolean retained) {
        if (!retained || expiresAt == EpisodeStates.NONE) {
            expiresAt = until;
        }
    }

    boolean expires(Instant clock) {
        return expiresAt <= clock.toEpochMilli();
    }

    /** It said nothing for long enough. */
    void expire() {
        forgetParty();
        expired = true;
    }

    /** Whether it is to be deleted. */
    public boolean isExpired() {
        return expired;
    }

    /** Withdrawn: what was computed and remembered of this device's party is deleted. */
    void forgetParty() {
        signals.forget(name -> true);
        episodes.forgetAll();
        rollUps.forgetAll();
        openCases.forgetAll();
        last = null;
    }

    /**
     * Gives up deadlines up to a time that nothing answers to any more: their rule or signal is gone, or its purpose is
     * denied. Otherwise the clock would never get past them.
     */
    public void settle(Instant clock) {
        signals.settle(clock.toEpochMilli());
        episodes.settle(clock.toEpochMilli());
        rollUps.settle(clock);
        held.settle(clock.toEpochMilli());
        if (expires(clock)) {
            expiresAt = clock.plus(Duration.ofDays(1)).toEpochMilli();
        }
    }

    /** What is due by now is asked about again then: somebody works on the device. */
    void postpone(Instant clock, Instant until) {
        signals.postpone(clock.toEpochMilli(), until.toEpochMilli());
        episodes.postpone(clock.toEpochMilli(), until.toEpochMilli());
    }

    /** How many episodes are open now. */
    public long openEpisodes() {
        return episodes.open() + rollUps.episodes().open();
    }

    /** How many readings wait for their device to become known. */
    public int waiting() {
        return held.size();
    }

    /** The next time that something is to be decided of its signals or episodes; {@link Long#MAX_VALUE} for never. */
    long decideAt() {
        return Math.min(signals.silentAt(), episodes.deadline());
    }

    /** The next time something is due, in milliseconds of the partition's clock; {@link Long#MAX_VALUE} for never. */
    public long deadline() {
        return Math.min(Math.min(expiresAt, held.retryAt()), Math.min(decideAt(), rollUps.deadline()));
    }

    /**
     * As {@link #lookAt} said; {@link Long#MAX_VALUE} for never, or where it is new or was just read from
     * bytes.
     */
    public long lookedAt() {
        return lookedAt;
    }

    /** Somebody is going to see whether something is due, no later than then. */
    public void lookAt(long time) {
        lookedAt = time;
    }

    /** @see SignalStates#takeModels */
    public Map<String, byte @Nullable []> takeModels() {
        return signals.takeModels();
    }

    /** @see SignalStates#modelBytes */
    public long modelBytes() {
        return signals.modelBytes();
    }

    /** Without its models. */
    public byte[] toBytes() {
        try {
            StateOutput out = new StateOutput(size + 64);
            out.writeByte(VERSION);
            out.writeByte(level.ordinal());
            recent.write(out);
            held.write(out);
            signals.write(out);
            episodes.write(out);
            readingWrites.write(out);
            out.writeBoolean(last != null);
            if (last != null) {
                last.write(out);
            }
            out.writeUTF(owner);
            catchUp.write(out);
            out.writeUTF(source);
            out.writeLong(expiresAt);
            pace.write(out);
            rollUps.write(out);
            openCases.write(out);
            byte[] bytes = out.toBytes();
            size = bytes.length;
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    /**
     * @param models of its signals, kept beside
     * @throws IllegalStateException when a later version wrote the bytes
     */
    public static DeviceState fromBytes(String device, byte[] bytes, SignalStates.Models models) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version < WITHOUT_OWNER || version > VERSION) {
                throw new IllegalStateException("device state of version " + version + ", this Casewire reads "
                        + VERSION + "; run the newer one");
            }
            return new DeviceState(
                    device,
                    Level.values()[in.readByte()],
                    Recent.read(in),
                    HeldReadings.read(in, device),
                    version > OTHER_SIGNALS
                            ? SignalStates.read(in, device, models)
                            : SignalStates.ofBefore(in, device, models),
                    EpisodeStates.read(
                            in, version > WITHOUT_CATCH_UP, version > WITHOUT_PEOPLE, version > WITHOUT_ROLL_UPS),
                    ReadingWrites.read(in),
                    in.readBoolean() ? LastReading.read(in) : null,
                    version == WITHOUT_OWNER ? "" : in.readUTF(),
                    version > WITHOUT_CATCH_UP ? CatchUp.read(in) : new CatchUp(),
                    version > WITHOUT_CATCH_UP ? in.readUTF() : "",
                    version > WITHOUT_EXPIRY ? in.readLong() : EpisodeStates.NONE,
                    version > WITHOUT_PACE ? Pace.read(in) : new Pace(),
                    version > WITHOUT_ROLL_UPS ? RollUps.read(in) : RollUps.none(),
                    version > WITHOUT_OPEN_CASES ? OpenCases.read(in) : new OpenCases());
        } catch (IOException e) {
            throw new UncheckedIOException("device state is damaged", e);
        }
    }
}
