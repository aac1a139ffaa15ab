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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Content in the log: bundles under their hash, and the record in every partition of readings that switches to one. */
public final class ContentLog implements TableReader.Table {
    /** The key under which the hash of the content published last stands. */
    private static final String ACTIVE = "active";

    private final Map<String, Content> bundles = new ConcurrentHashMap<>();
    private volatile String active = "";

    /** Returns the content with this hash; its bundle was written before its activation, so its reader is only behind. */
    Content await(String hash) {
        Content content = bundles.get(hash);
        while (content == null) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            content = bundles.get(hash);
        }
        return content;
    }

    /** Whether its bundle was read, and could be. */
    boolean has(String hash) {
        return bundles.containsKey(hash);
    }

    /** Makes content known without a log, for tests and backtests. */
    public void add(Content content) {
        bundles.put(content.version(), content);
    }

    /** Whether this content was the last one published. */
    public boolean isActive(String hash) {
        return hash.equals(active);
    }

    @Override
    public void accept(String key, byte[] value, TableReader.Appended appended) {
        if (key.equals(ACTIVE)) {
            active = new String(value, StandardCharsets.UTF_8);
            return;
        }
        if (bundles.containsKey(key)) {
            return;
        }
        try {
            TreeMap<String, String> texts = Json.MAPPER.readValue(value, new TypeReference<>() {});
            List<Finding> findings = new ArrayList<>();
            Content content = ContentLoader.load(new ContentFiles(texts), findings::add);
            if (content != null) {
                bundles.put(key, content);
            }
        } catch (IOException e) {
            throw new SerializationException("the content bundle " + key + " is damaged", e);
        }
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    /** Publishes the bundle and then one activation per partition: each switches where it meets its own. */
    public static void publish(KafkaSettings kafka, ContentFiles files)
            throws ExecutionException, InterruptedException {
        String hash = files.version();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                kafka.with(Map.of("client.id", "casewire-content", "acks", "all")),
                new StringSerializer(),
                new ByteArraySerializer())) {
            Topics topics = kafka.topics();
            producer.send(new ProducerRecord<>(topics.content().name(), hash, Json.bytes(files.texts())))
                    .get();
            Activations.append(producer, topics, hash, new byte[0]);
            // Last: a crash before it publishes again, and an activation met twice changes nothing.
            producer.send(new ProducerRecord<>(topics.content().name(), ACTIVE, hash.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }
}
