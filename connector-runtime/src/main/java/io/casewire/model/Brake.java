package io.casewire.model;

import java.util.Locale;

/**
 * Somebody stops a part of Casewire for a while, or lets it go on.
 *
 * @param version of this envelope
 * @param name of the mapping, channel, rule or device; empty for delivery and commands
 * @param at when it was asked for, epoch milliseconds
 * @param until when it ends by itself, epoch milliseconds; {@code at} when it is let go
 * @param reason why, for whoever wonders
 * @param by who, as the system calls that person
 */
public record Brake(int version, Kind kind, String name, long at, long until, String reason, String by) {
    /** The version written today. */
    public static final int VERSION = 1;

    /** What can be stopped. */
    public enum Kind {
        /** Nothing is written to the org. */
        DELIVERY,
        /** No device is told anything. */
        COMMANDS,
        /** Nothing of one mapping is written to the org. */
        MAPPING,
        /** Nothing leaves by one of the org's interfaces. */
        CHANNEL,
        /** One rule decides nothing: what it opened stays as it is. */
        RULE,
        /** Nothing is decided about one device, and none of its readings is written to the org. */
        DEVICE;

        /** Whether it is of one thing that has a name. */
        public boolean isNamed() {
            return this != DELIVERY && this != COMMANDS;
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it stops decisions rather than delivery. */
        public boolean isDecided() {
            return this == RULE || this == DEVICE;
        }
    }

    /** What a later brake on the same replaces. */
    public String id() {
        return name.isEmpty() ? kind.label() : kind.label() + "/" + name;
    }

    public boolean isOn(long now) {
        return now < until;
    }

    /** The same by the clock of the log, which is everybody's: as long, from when it was written down. */
    public Brake from(long appendedAt) {
        return new Brake(version, kind, name, appendedAt, appendedAt + until - at, reason, by);
    }

    /** Names no device, and not the reason. */
    @Override
    public String toString() {
        return "Brake[" + kind + "]";
    }
}
