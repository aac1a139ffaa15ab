package io.casewire.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to reach Kafka.
 *
 * @param client whatever else Kafka's clients need, by their own names: {@code security.protocol}, {@code sasl.jaas.config}
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> client, Topics topics, short replication) {

    /** A client's properties, with ours on top. */
    public Map<String, Object> with(Map<String, Object> ours) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("bootstrap.servers", bootstrapServers);
        properties.putAll(ours);
        return properties;
    }

    /** Names the properties and none of their values: some are secrets. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers + ", " + new TreeMap<>(client).keySet() + "]";
    }
}
