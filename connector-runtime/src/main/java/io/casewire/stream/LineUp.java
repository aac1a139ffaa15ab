package io.casewire.stream;

import io.casewire.episodes.EpisodeKey;
import io.casewire.ingest.VirtualDevice;
import io.casewire.quality.Recent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives what happened to a device, such as what people made of its Cases, a place among its readings: {@code device-events} is
 * copied into {@code readings}, so that a decision depends on one log and comes out the same when it is made again.
 *
 * <p>At least once, and in order: an entry says how things are, so the same once more changes nothing. Not in transactions: an open one
 * would hide readings that were appended after it from whoever asks how far they are decided.
 */
public final class LineUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineUp.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration BEFORE_AGAIN = Duration.ofSeconds(1);

    private final Topics topics;
    private final Consumer<String, byte[]> consumer;
    private final Producer<String, byte[]> producer;
    private final Thread thread;
    private volatile boolean closed;

    public LineUp(KafkaSettings kafka) {
        this.topics = kafka.topics();
        this.consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        "client.id", "casewire-line-up",
                        "group.id", StreamRunner.group(topics, "line-up"),
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false",
                        // What was sent and not committed comes again: no more than a device recognises.
                        "max.poll.records", Integer.toString(Recent.CAPACITY),
                        // As of the streams: after a crash nobody waits longer for this than for them.
                        "session.timeout.ms", "6000",
                        "heartbeat.interval.ms", "2000",
                        "auto.offset.reset", "earliest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                kafka.with(Map.of("client.id", "casewire-line-up", "acks", "all", "enable.idempotence", "true")),
                new StringSerializer(),
                new ByteArraySerializer());
        this.thread = new Thread(this::run, "line-up");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        consumer.subscribe(List.of(topics.deviceEvents().name()));
        try {
            while (!closed) {
                look();
            }
        } catch (WakeupException | InterruptException e) {
            // closing
        } finally {
            consumer.close();
        }
    }

    private void look() {
        try {
            copy(consumer.poll(WAIT));
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.atWarn().setCause(e).log("What happened to devices could not be read, again");
            pause();
        }
    }

    private void copy(ConsumerRecords<String, byte[]> events) {
        while (!events.isEmpty() && !closed) {
            try {
                send(events);
                commit();
                return;
            } catch (ExecutionException e) {
                LOG.atWarn().setCause(e).log("What happened to devices could not be written down, again");
                pause();
            }
        }
    }

    private void commit() {
        try {
            consumer.commitSync();
        } catch (CommitFailedException | TimeoutException e) {
            // Whoever has the partition by now copies it once more.
            LOG.atDebug().setCause(e).log("What was copied is copied again");
        }
    }

    private void send(ConsumerRecords<String, byte[]> events) throws ExecutionException {
        List<Future<?>> sent = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> event : events) {
            if (isSound(event)) {
                for (Integer partition : partitions(event)) {
                    ProducerRecord<String, byte[]> copy =
                            new ProducerRecord<>(topics.readings().name(), partition, event.key(), event.value());
                    Headers headers =
                            isOfDecision(event) ? event.headers() : ReadingRecord.activating(ReadingRecord.CASE_CHANGE);
                    headers.forEach(copy.headers()::add);
                    sent.add(start(copy));
                }
            } else {
                LOG.atWarn()
                        .addKeyValue("partition", new TopicPartition(event.topic(), event.partition()))
                        .addKeyValue("offset", event.offset())
                        .log("This is nothing that happens to a device, and is left out");
            }
        }
        for (Future<?> future : sent) {
            await(future);
        }
    }

    private Future<?> start(ProducerRecord<String, byte[]> copy) throws ExecutionException {
        try {
            return producer.send(copy);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new ExecutionException(e);
        }
    }

    private static void await(Future<?> future) throws ExecutionException {
        try {
            future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BEFORE_AGAIN.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** The device's; what befell many devices is known in each. */
    private List<Integer> partitions(ConsumerRecord<String, byte[]> event) {
        int all = topics.readings().partitions();
        String episode = isOfDecision(event) ? null : episode(event);
        return episode != null && EpisodeKey.isOfMass(episode)
                ? IntStream.range(0, all).boxed().toList()
                : List.of(DecisionTopology.partitionOf(event.key(), all));
    }

    private static @Nullable String episode(ConsumerRecord<String, byte[]> event) {
        return Json.read(event.value(), DeviceEventRecord.class).episode();
    }

    /** Decisions say in headers what it is; routes, whose entries are what people did, say nothing. */
    private static boolean isOfDecision(ConsumerRecord<String, byte[]> event) {
        return isOfMember(event) || ReadingRecord.isOfGroup(event.headers());
    }

    private static boolean isOfMember(ConsumerRecord<String, byte[]> event) {
        return ReadingRecord.MEMBER.equals(ReadingRecord.activation(event.headers()));
    }

    /** Routes are the user's, and what they write is not looked at before. */
    private static boolean isSound(ConsumerRecord<String, byte[]> event) {
        if (event.key() == null || event.key().isEmpty() || event.value() == null) {
            return false;
        }
        if (ReadingRecord.isOfGroup(event.headers())) {
            return VirtualDevice.parse(event.key()) != null;
        }
        try {
            return isOfMember(event)
                    ? MemberRecord.isSound(event.key(), event.value())
                    : Json.read(event.value(), DeviceEventRecord.class).isSound();
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(1));
    }
}
