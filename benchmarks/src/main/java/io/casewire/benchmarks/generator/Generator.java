package io.casewire.benchmarks.generator;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What devices of one kind say, and what befalls them.
 *
 * @param topic where a device publishes, with {@code {device}} for its id
 * @param device how devices are called, with {@code {number}}, from 1
 * @param ofPersons whether each device is a person's
 * @param optIn what some of those persons said yes to; null where nobody is asked
 * @param campaign key of the Campaign whose members they become; empty for none
 * @param time the key of the event time
 * @param id the key of the device's id; empty where only the topic names it
 * @param interval between two messages of a device
 * @param jitter by which share of the interval it is longer or shorter at most
 * @param span how long it goes on
 * @param quiet nothing befalls anybody before that
 * @param lost share of messages that never arrive
 * @param lateShare share of messages that arrive late
 * @param lateUpTo by how much at most
 * @param grace a Case about a fault may open so long after it ended; what comes back sooner is the same fault
 */
public record Generator(
        String name,
        String topic,
        String device,
        int devices,
        boolean ofPersons,
        @Nullable OptIn optIn,
        String campaign,
        String time,
        String id,
        Duration interval,
        double jitter,
        Duration span,
        Duration quiet,
        double lost,
        double lateShare,
        Duration lateUpTo,
        Duration grace,
        List<Field> fields,
        List<Happening> happenings) {

    /** How a device is called. @param number from 1 */
    public String deviceId(int number) {
        return device.replace("{number}", Integer.toString(number));
    }

    /** Of all devices, in their order. */
    public Set<String> deviceIds() {
        return deviceIds(devices);
    }

    /** Of the devices of those who said yes: the first; all where nobody is asked. */
    public Set<String> willing() {
        return deviceIds(optIn == null ? devices : (int) Math.round(optIn.share() * devices));
    }

    private Set<String> deviceIds(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(this::deviceId)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The same, going on for another while. */
    public Generator lasting(Duration otherSpan) {
        return with(devices, otherSpan);
    }

    /** The same with more or fewer devices. */
    public Generator with(int otherDevices) {
        return with(otherDevices, span);
    }

    private Generator with(int otherDevices, Duration otherSpan) {
        return new Generator(
                name,
                topic,
                device,
                otherDevices,
                ofPersons,
                optIn,
                campaign,
                time,
                id,
                interval,
                jitter,
                otherSpan,
                quiet,
                lost,
                lateShare,
                lateUpTo,
                grace,
                fields,
                happenings);
    }

    /**
     * A yes to being written to by email.
     *
     * @param purpose what the org calls its data use purpose
     * @param share of the persons, 0 to 1
     */
    public record OptIn(String purpose, double share) {}

    /**
     * A value of every message: what is usual for the device, at that time of day, and chance.
     *
     * @param device by how much devices differ, as a standard deviation
     * @param noise by how much one value differs from the next, likewise
     * @param day by how much it rises and falls in the course of a day
     * @param drift by how much it moves in a day, up on some devices and down on others
     * @param choices of a text
     * @param like a field before it whose usual value it shares, device by device; null for none
     */
    public record Field(
            String name,
            double usual,
            double device,
            double noise,
            double day,
            double drift,
            int decimals,
            double min,
            double max,
            Type type,
            List<String> choices,
            @Nullable String like) {

        /** As it stands in the message. */
        public enum Type {
            NUMBER,
            /** True from 0.5. */
            BOOLEAN,
            /** One of the choices, for as long as the device lives. */
            TEXT
        }
    }

    /**
     * What befalls a device now and then.
     *
     * @param condition the rule that has to find it; null where nothing has to be found
     * @param mayOpen rules that may find it too
     * @param every mean time between two of them on a device
     * @param ramp how long it takes to become as strong as it gets
     * @param fade how long before its end it begins to get weaker
     * @param weakest of {@code effects}, 1 for all of it
     * @param effects what it adds, by field
     */
    public record Happening(
            String name,
            @Nullable String condition,
            List<String> mayOpen,
            Duration every,
            Duration shortest,
            Duration longest,
            Duration ramp,
            Duration fade,
            double weakest,
            double strongest,
            Map<String, Double> effects) {}
}
