package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command, or what its device answered.
 *
 * @param command its id
 * @param at by the clock of whoever wrote it down, epoch milliseconds
 * @param status of an answer: the device's own word for it, at most {@link #LONGEST_STATUS} characters; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record CommandReceipt(
        int version, String command, String device, Result result, long at, @Nullable String status) {
    /** The version written today. */
    public static final int VERSION = 1;

    public static final int LONGEST_STATUS = 100;

    /** How it went. */
    public enum Result {
        /** The broker has it; whether the device hears it is the device's to say. */
        SENT,
        /** The device answered. */
        ANSWERED,
        /** It was too late when it could have left. */
        EXPIRED,
        /** Its person does not agree to it, or not to what is in it. */
        WITHHELD,
        /** The device's id cannot be a level of an MQTT topic. */
        NO_ADDRESS,
        /** {@code delivery.mode: dryRun} tells no device anything. */
        DRY_RUN,
        /** The org is a sandbox, and what it decides is not for real devices. */
        SANDBOX
    }

    /** A result of ours. */
    public static CommandReceipt of(String command, String device, Result result, long at) {
        return new CommandReceipt(VERSION, command, device, result, at, null);
    }

    @Override
    public String toString() {
        return "CommandReceipt[" + result + "]";
    }
}
