package io.casewire.stream;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * A Kafka cluster as it is seen from here.
 *
 * @param topics how many of Casewire's topics it has
 */
public record ClusterInfo(int brokers, int topics) {
    private static final int SECONDS = 10;

    /** @throws IOException when it does not answer, or refuses; the message says why */
    public static ClusterInfo of(KafkaSettings kafka) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(kafka.with(Map.of(
                "client.id", "casewire-doctor",
                "request.timeout.ms", Integer.toString(SECONDS * 1000),
                "default.api.timeout.ms", Integer.toString(SECONDS * 1000))))) {
            int brokers = admin.describeCluster()
                    .nodes()
                    .get(SECONDS, TimeUnit.SECONDS)
                    .size();
            Set<String> names = admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS);
            long ours = kafka.topics().all().stream()
                    .filter(topic -> names.contains(topic.name()))
                    .count();
            return new ClusterInfo(brokers, (int) ours);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException | KafkaException e) {
            throw new IOException("no answer within " + SECONDS + " s", e);
        }
    }
}
