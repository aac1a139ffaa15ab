package io.casewire.stream;

import com.fasterxml.jackson.core.type.TypeReference;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.model.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Content in the log: bundles under their hash, and the record in every partition of readings that switches to one. */
public final class ContentLog implements TableReader.Table {
    private static final Logger LOG = LoggerFactory.getLogger(ContentLog.class);

    /** The key under which an earlier Casewire wrote the hash of the content published last. */
    private static final String ACTIVE = "active";

    /**
     * Before the hash, the key under which stands who published it last, and when. What counts is the highest that is done, and not
     * the last: a log may lose all but the last record of a key.
     */
    private static final String PUBLICATION = "publication/";

    /** Longer than explanations are. */
    private static final Duration KEPT = Duration.ofDays(40);

    /** Versions kept ready to run: compiled rules take memory, and there may have been many. */
    private static final int READY = 3;

    private final Map<String, byte[]> bundles = new ConcurrentHashMap<>();
    private final Map<String, Publication> publications = new ConcurrentHashMap<>();
    private final Map<String, List<Finding>> unreadable = new ConcurrentHashMap<>();
    private final Map<String, Content> given = new ConcurrentHashMap<>();

    /** Guarded by itself. */
    private final Map<String, Content> ready = new LinkedHashMap<>(READY, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Content> eldest) {
            return size() > READY;
        }
    };

    private String beforeNumbers = "";
    private volatile String active = "";

    /** Returns the content with this hash; its bundle was written before its activation, so its reader is only behind. */
    Content await(String hash) {
        Content content = find(hash);
        while (content == null) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            if (Thread.interrupted()) {
                throw new InterruptException("interrupted while content " + hash + " was awaited");
            }
            content = find(hash);
        }
        return content;
    }

    /** The content with this hash, ready to run; null while its bundle was not read, or when it cannot be. */
    public @Nullable Content find(String hash) {
        Content known = given.get(hash);
        if (known != null) {
            return known;
        }
        synchronized (ready) {
            Content content = ready.get(hash);
            byte[] bundle = bundles.get(hash);
            if (content != null || bundle == null || unreadable.containsKey(hash)) {
                return content;
            }
            List<Finding> findings = new ArrayList<>();
            Content loaded = ContentLoader.loadPublished(files(hash, bundle), findings::add);
            if (loaded == null) {
                LOG.atError()
                        .addKeyValue("content", hash)
                        .addKeyValue("findings", findings)
                        .log("Published content cannot be read by this version of Casewire");
                unreadable.put(hash, List.copyOf(findings));
            } else {
                ready.put(hash, loaded);
            }
            return loaded;
        }
    }

    /** The files a content was made of; null when its bundle was not read. */
    public @Nullable ContentFiles files(String hash) {
        byte[] bundle = bundles.get(hash);
        return bundle == null ? null : files(hash, bundle);
    }

    private static ContentFiles files(String hash, byte[] bundle) {
        try {
            return new ContentFiles(Json.MAPPER.readValue(bundle, new TypeReference<TreeMap<String, String>>() {}));
        } catch (IOException e) {
            throw new SerializationException("the content bundle " + hash + " is damaged", e);
        }
    }

    /** Makes content known for good, without a log: for trials and backtests. */
    public void add(Content content) {
        given.put(content.version(), content);
    }

    /** Content was compiled that is about to be read. */
    public void compiled(Content content) {
        synchronized (ready) {
            ready.put(content.version(), content);
        }
    }

    /** Hash of the content published last; empty before any was. */
    public String active() {
        return active;
    }

    /** Why content that is in force cannot be read here, by its hash. */
    public Map<String, List<Finding>> unreadable() {
        return unreadable;
    }

    /** Who published it last, and when; null when that was before anybody wrote it down. */
    public @Nullable Publication publication(String hash) {
        return publications.get(hash);
    }

    @Override
    public void accept(String key, byte[] value, TableReader.Appended appended) {
        if (key.equals(ACTIVE)) {
            beforeNumbers = new String(value, StandardCharsets.UTF_8);
        } else if (key.startsWith(PUBLICATION)) {
            publications.put(key.substring(PUBLICATION.length()), Json.read(value, Publication.class));
        } else {
            bundles.put(key, value);
            return;
        }
        active = publications.values().stream()
                .filter(Publication::done)
                .reduce((one, other) -> one.outranks(other.number(), other.content()) ? one : other)
                .map(Publication::content)
                .orElse(beforeNumbers);
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    /**
     * Publishes the bundle and then one activation per partition: each switches where it meets its own. This table has to be
     * read to its end.
     */
    public void publish(KafkaSettings kafka, ContentFiles files, String by, Publication.Origin origin)
            throws ExecutionException, InterruptedException {
        String hash = files.version();
        // Also behind what was begun and never became active: some partitions may have met it.
        long last = publications.values().stream()
                .mapToLong(Publication::number)
                .max()
                .orElse(0);
        long now = System.currentTimeMillis();
        Publication publication = Publication.of(last + 1, hash, now, by, origin);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                kafka.with(Map.of("client.id", "casewire-content", "acks", "all")),
                new StringSerializer(),
                new ByteArraySerializer())) {
            Topics topics = kafka.topics();
            String topic = topics.content().name();
            producer.send(new ProducerRecord<>(topic, hash, Json.bytes(files.texts())))
                    .get();
            producer.send(new ProducerRecord<>(topic, PUBLICATION + hash, Json.bytes(publication)))
                    .get();
            Activations.append(producer, topics, hash, Json.bytes(publication));
            // Last: a crash before it publishes again, and an activation met twice changes nothing.
            producer.send(new ProducerRecord<>(topic, PUBLICATION + hash, Json.bytes(publication.asDone())))
                    .get();
            for (String before : outlived(now)) {
                if (!before.equals(hash)) {
                    producer.send(new ProducerRecord<>(topic, before, null)).get();
                    producer.send(new ProducerRecord<>(topic, PUBLICATION + before, null))
                            .get();
                }
            }
        }
    }

    /** What no explanation and no reading can lead back to any more. */
    List<String> outlived(long now) {
        long lastOfThen = publications.values().stream()
                .filter(it -> it.done() && it.at() < now - KEPT.toMillis())
                .mapToLong(Publication::number)
                .max()
                .orElse(0);
        return publications.values().stream()
                .filter(it -> it.number() < lastOfThen)
                .map(Publication::content)
                .toList();
    }

    /** Whether its bundle was read, and could be. */
    boolean has(String hash) {
        return find(hash) != null;
    }
}
