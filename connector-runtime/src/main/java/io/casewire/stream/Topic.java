package io.casewire.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/**
 * One of our topics.
 *
 * @param name with its prefix
 * @param keep how long records are kept; null for as long as a key has a newer one
 * @param maxBytes most bytes kept per partition; -1 for no bound
 */
public record Topic(String name, int partitions, @Nullable Duration keep, long maxBytes, Map<String, String> more) {

    /** @param replication as the cluster wants it, -1 for its default */
    NewTopic toNewTopic(short replication) {
        Map<String, String> config = new HashMap<>(more);
        config.put("cleanup.policy", keep == null ? "compact" : "delete");
        config.put("retention.ms", keep == null ? "-1" : Long.toString(keep.toMillis()));
        config.put("retention.bytes", Long.toString(maxBytes));
        return new NewTopic(name, partitions, replication).configs(config);
    }
}
