package io.casewire.stream;

import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides readings that Kafka kept once more, in memory, on content of one's choice; brakes, identity and consent are as they
 * were then. Nothing is sent.
 */
public final class Rerun {
    private final KafkaSettings kafka;
    private final Pseudonyms pseudonyms;

    /**
     * What a content makes of readings.
     *
     * @param content null for what was in force then, as it changed
     */
    public record Variant(@Nullable Content content) {
        public static final Variant AS_IT_WAS = new Variant(null);
    }

    /** The receive times of interest; null for as far as there is something. */
    public record Range(@Nullable Instant from, @Nullable Instant to) {
        public static final Range ALL = new Range(null, null);

        boolean begins(long at) {
            return from == null || at >= from.toEpochMilli();
        }

        private long lastOf(long end) {
            return to == null ? end : Math.min(end, to.toEpochMilli() - 1);
        }

        boolean ended(long at) {
            return to != null && at >= to.toEpochMilli();
        }
    }

    /** Is told what came of one partition's readings, in order and by one thread. */
    public interface Outcome {
        /** @param at epoch milliseconds of the partition's clock */
        void happened(Step step, long at);

        /** Another reading was decided. */
        void reading(long at);

        /**
         * All was decided: what one device remembers of a signal. Of each partition some devices are told.
         *
         * @param signal the key of its state: domain and name, and what consent asked to be done to its values
         * @param bytes where it is kept
         */
        default void remembers(String signal, long bytes) {}
    }

    /** Of a variant, in place of a partition: what devices tell their parents and groups. */
    private static final int TOGETHER = Integer.MAX_VALUE;

    /** Gives what is told of a variant's partition. */
    public interface Outcomes {
        Outcome of(int variant, int partition);
    }

    public Rerun(KafkaSettings kafka, Pseudonyms pseudonyms) {
        this.kafka = kafka;
        this.pseudonyms = pseudonyms;
    }

    /** Readings that were decided and are still kept. */
    public long size() throws InterruptedException, ExecutionException {
        try (KeptReadings kept = new KeptReadings(kafka)) {
            return kept.size();
        }
    }

    /** The episodes whose Case people called a false alarm. */
    public Set<String> falseAlarms() throws InterruptedException, ExecutionException {
        Topic topic = kafka.topics().deviceEvents();
        Set<String> called = new TreeSet<>();
        try (KeptReadings kept = new KeptReadings(kafka)) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                kept.read(topic, partition, kept.end(topic, partition), record -> {
                    if (ReadingRecord.activation(record.headers()) != null
                            || ReadingRecord.isOfGroup(record.headers())) {
                        return;
                    }
                    DeviceEventRecord event = Json.read(record.value(), DeviceEventRecord.class);
                    if (event.episode() == null) {
                        return;
                    }
                    if (event.falseAlarm()) {
                        called.add(event.episode());
                    } else {
                        called.remove(event.episode());
                    }
                });
            }
        }
        return called;
    }

    /**
     * Decides everything once more, for every variant.
     *
     * @param threads partitions decided at a time
     * @param progress told how many more records were read, by any of them
     */
    public void run(List<Variant> variants, Range range, int threads, Outcomes outcomes, LongConsumer progress)
            throws InterruptedException, ExecutionException {
        // Whatever is known is read after that, so up to there nothing is missing.
        long asked = System.currentTimeMillis();
        Map<Integer, Long> decided;
        try (KeptReadings kept = new KeptReadings(kafka)) {
            decided = kept.decided();
        }
        Known known = KeptReadings.known(kafka, pseudonyms);
        for (Variant variant : variants) {
            if (variant.content() != null) {
                known.content().add(variant.content());
            }
        }
        List<PassedOn> passedOn =
                variants.stream().map(variant -> new PassedOn()).toList();
        KeptReadings.inParallel(kafka, decided.keySet(), threads, (kept, partition) -> {
            List<Again> all = new ArrayList<>();
            for (int i = 0; i < variants.size(); i++) {
                all.add(new Again(known, variants.get(i), range, outcomes.of(i, partition), passedOn.get(i)));
            }
            Topic readings = kafka.topics().readings();
            long until = decided.getOrDefault(partition, 0L);
            boolean[] behind = {false};
            boolean[] over = {false};
            kept.readWhile(readings, partition, kept.end(readings, partition), record -> {
                over[0] |= range.ended(record.timestamp());
                behind[0] = record.offset() >= until;
                if (!behind[0]) {
                    all.forEach(again -> again.take(record));
                    progress.accept(1);
                }
                return !behind[0];
            });
            // What nothing arrived for has happened too, unless something waits to be decided.
            long clock = behind[0] ? Long.MIN_VALUE : asked - DecisionProcessor.GRACE.toMillis();
            all.forEach(again -> again.end(over[0] ? Long.MAX_VALUE : clock));
            return partition;
        });
        for (int i = 0; i < variants.size(); i++) {
            Content content = variants.get(i).content();
            if (content != null && !passedOn.get(i).isEmpty()) {
                tellTogether(
                        known,
                        content,
                        passedOn.get(i),
                        range.lastOf(asked - DecisionProcessor.GRACE.toMillis()),
                        outcomes.of(i, TOGETHER));
            }
        }
    }

    private static void tellTogether(Known known, Content content, PassedOn passedOn, long until, Outcome outcome) {
        try (Decider decider = new Decider(
                known, DeviceStates.inMemory(), new PartitionState(), Decider.Outcome.alike(outcome::happened))) {
            activate(decider, content.version(), passedOn.first());
            passedOn.decide(decider);
            decider.advanceTo(until);
        }
    }

    private static void activate(Decider decider, String hash, long at) {
        decider.take(new ReadingId("rerun", 0, 0), at, "", new byte[0], ReadingRecord.activating(hash));
    }

    /**
     * Some explanations as they were written down, and as they come out when everything before them is decided once more. What
     * is not kept, or does not come out, is absent.
     */
    public record Explained(SortedMap<String, byte[]> then, SortedMap<String, byte[]> again) {}

    /**
     * Decides what a device's partition read once more, up to a time.
     *
     * @param ids of the explanations looked for
     * @param until the latest time of them
     * @param progress told how many more records were read
     * @return null where the first readings are no longer kept: what came later stood on them
     */
    public @Nullable Explained explanations(String device, Set<String> ids, Instant until, LongConsumer progress)
            throws InterruptedException, ExecutionException {
        Topics topics = kafka.topics();
        int partition = DecisionTopology.partitionOf(device, topics.readings().partitions());
        SortedMap<String, byte[]> then = new TreeMap<>();
        SortedMap<String, byte[]> again = new TreeMap<>();
        try (KeptReadings kept = new KeptReadings(kafka)) {
            if (!kept.isWhole(topics.readings(), partition)) {
                return null;
            }
            kept.read(topics.explanations(), partition, kept.end(topics.explanations(), partition), record -> {
                if (ids.contains(record.key())) {
                    then.put(record.key(), record.value());
                }
            });
            Again deciding = new Again(
                    KeptReadings.known(kafka, pseudonyms),
                    Variant.AS_IT_WAS,
                    Range.ALL,
                    new Outcome() {
                        @Override
                        public void happened(Step step, long at) {
                            step.explanations().stream()
                                    .filter(it -> ids.contains(it.id()))
                                    .forEach(it -> again.put(it.id(), Json.bytes(it)));
                        }

                        @Override
                        public void reading(long at) {
                            progress.accept(1);
                        }
                    },
                    new PassedOn());
            long end = kept.decided().getOrDefault(partition, 0L);
            kept.readWhile(topics.readings(), partition, end, record -> {
                if (record.timestamp() > until.toEpochMilli()) {
                    return false;
                }
                deciding.take(record);
                return true;
            });
            deciding.decider.advanceTo(until.toEpochMilli());
            deciding.decider.close();
        }
        return new Explained(then, again);
    }

    /** One partition's readings under one variant. */
    private static final class Again {
        final Decider decider;
        private final Known known;
        private final Variant variant;
        private final Range range;
        private final Outcome outcome;
        private final PassedOn passedOn;
        /** What was in force before the first reading of interest. */
        private @Nullable ConsumerRecord<String, byte[]> inForce;

        private long inForceNumber;
        private String inForceHash = "";
        private boolean begun;

        /** @param passedOn where what devices tell their parents and groups goes; what was told then is of no use to other content */
        Again(Known known, Variant variant, Range range, Outcome outcome, PassedOn passedOn) {
            this.known = known;
            this.variant = variant;
            this.range = range;
            this.outcome = outcome;
            this.passedOn = passedOn;
            this.decider = new Decider(
                    known, DeviceStates.inMemory(), new PartitionState(), Decider.Outcome.alike((step, at) -> {
                        if (variant.content() != null) {
                            passedOn.add(step, at);
                        }
                        outcome.happened(step, at);
                    }));
        }

        void take(ConsumerRecord<String, byte[]> record) {
            if (range.ended(record.timestamp())) {
                return;
            }
            String activated = ReadingRecord.activation(record.headers());
            if (activated == null) {
                // What groups heard then is of no use to other content.
                if (variant.content() == null || !ReadingRecord.isOfGroup(record.headers())) {
                    reading(record);
                }
            } else if (!ReadingRecord.isContent(activated)) {
                if (activated.equals(ReadingRecord.BRAKE)) {
                    passedOn.brake(record.value(), record.timestamp());
                }
                if (variant.content() == null || !activated.equals(ReadingRecord.MEMBER)) {
                    feed(record);
                }
            } else if (variant.content() == null) {
                activation(record, activated);
            }
        }

        private void activation(ConsumerRecord<String, byte[]> record, String hash) {
            if (!range.begins(record.timestamp())) {
                Publication publication = Decider.publication(record.value());
                if (publication.number() == 0 || publication.outranks(inForceNumber, inForceHash)) {
                    inForce = record;
                    inForceNumber = publication.number();
                    inForceHash = hash;
                }
            } else {
                feedContent(record, hash);
            }
        }

        private void feedContent(ConsumerRecord<String, byte[]> record, String hash) {
            if (!known.content().has(hash)) {
                throw new IllegalStateException("the content " + hash + " cannot be read any more");
            }
            feed(record);
        }

        private void reading(ConsumerRecord<String, byte[]> record) {
            if (!range.begins(record.timestamp())) {
                return;
            }
            if (!begun) {
                begun = true;
                begin(record.timestamp());
            }
            feed(record);
            if (!ReadingRecord.isOfGroup(record.headers())) {
                outcome.reading(record.timestamp());
            }
        }

        private void begin(long at) {
            ConsumerRecord<String, byte[]> before = inForce;
            Content content = variant.content();
            if (before != null) {
                feedContent(before, inForceHash);
            } else if (!decider.isActive()) {
                // Where the activation is no longer kept, what is in force now is the best that is known.
                String hash = content == null ? known.content().active() : content.version();
                activate(decider, hash, at);
            }
        }

        /** @param clock until when nothing else arrived */
        void end(long clock) {
            if (decider.isActive()) {
                decider.advanceTo(
                        range.to() == null ? clock : Math.min(clock, range.to().toEpochMilli() - 1));
            }
            decider.tellSizes(outcome);
            decider.close();
        }

        private void feed(ConsumerRecord<String, byte[]> record) {
            decider.take(
                    new ReadingId(record.topic(), record.partition(), record.offset()),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers());
        }
    }
}
