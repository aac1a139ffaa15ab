package io.casewire.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Every topic, in the order data flows. docs/decisions/0001-topics.md says why each is as it is.
 *
 * @param prefix {@code casewire.} unless configured otherwise
 * @param partitions of the topics that are read per device
 * @param channels calls that may be under way at the same time
 */
public record Topics(String prefix, int partitions, int channels) {
    /** What runs without a setting. */
    public static final Topics DEFAULT = new Topics("casewire.", 4, 4);

    private static final Duration WEEK = Duration.ofDays(7);
    private static final long GIB = 1L << 30;
    private static final Map<String, String> LARGE = Map.of("max.message.bytes", Integer.toString(10 * 1024 * 1024));

    /** Sealed payloads by device, and content activations, one per partition. Kafka's append time is the clock. */
    public Topic readings() {
        return new Topic(
                prefix + "readings", partitions, WEEK, 8 * GIB, Map.of("message.timestamp.type", "LogAppendTime"));
    }

    /** Who a device belongs to, as a history. */
    public Topic parties() {
        return history("parties");
    }

    /** What a party agreed to, as a history. */
    public Topic consents() {
        return history("consents");
    }

    /**
     * What happened to a device beside its readings: what people did in the org, such as a closed Case, and what it is to tell
     * of devices below it.
     */
    public Topic deviceEvents() {
        return new Topic(
                prefix + "device-events", partitions, WEEK, 8 * GIB, Map.of("message.timestamp.type", "LogAppendTime"));
    }

    /** How far each subscription to the org's events was handled; whoever has a partition does what falls to it. */
    public Topic positions() {
        return new Topic(prefix + "positions", partitions, null, -1, Map.of());
    }

    /** Bundles of content by their hash. */
    public Topic content() {
        return new Topic(prefix + "content", 1, null, -1, Map.of());
    }

    /** What devices are told, by device. */
    public Topic commands() {
        return new Topic(prefix + "commands", partitions, WEEK, 4 * GIB, Map.of());
    }

    /** What became of it and what they answered, by device. */
    public Topic commandReceipts() {
        return new Topic(prefix + "command-receipts", partitions, WEEK, 4 * GIB, Map.of());
    }

    /** Wanted records by mapping and external id. One partition: the org is the bottleneck, and its order counts. */
    public Topic writes() {
        return new Topic(prefix + "writes", 1, WEEK, 4 * GIB, Map.of());
    }

    /** API calls by channel; a channel is a partition, with at most one call under way. */
    public Topic calls() {
        return new Topic(prefix + "calls", channels, WEEK, 4 * GIB, LARGE);
    }

    /** What Salesforce answered, by wanted record. */
    public Topic receipts() {
        return new Topic(prefix + "receipts", 1, WEEK, 4 * GIB, Map.of());
    }

    /** What became of each step of a Bulk API job, by the id of its calls. */
    public Topic jobs() {
        return new Topic(prefix + "jobs", 1, WEEK, 4 * GIB, Map.of());
    }

    /** What the org said is left of its allowances, by allowance. */
    public Topic allowances() {
        return new Topic(prefix + "allowances", 1, null, -1, Map.of());
    }

    /** What somebody stopped or let go, and why, as a history. */
    public Topic brakes() {
        return history("brakes");
    }

    /** What every stage said, by reading; in the partition of the reading's device. */
    public Topic explanations() {
        return new Topic(prefix + "explanations", partitions, Duration.ofDays(30), 4 * GIB, Map.of());
    }

    /** What somebody has to look at, by device or source. */
    public Topic deadLetters() {
        return new Topic(prefix + "dead-letters", partitions, Duration.ofDays(30), 4 * GIB, LARGE);
    }

    public List<Topic> all() {
        return List.of(
                readings(),
                parties(),
                consents(),
                deviceEvents(),
                positions(),
                content(),
                commands(),
                commandReceipts(),
                writes(),
                calls(),
                receipts(),
                jobs(),
                allowances(),
                brakes(),
                explanations(),
                deadLetters());
    }

    private Topic history(String name) {
        return new Topic(
                prefix + name, 1, Duration.ofDays(3650), -1, Map.of("message.timestamp.type", "LogAppendTime"));
    }
}
