package io.casewire.stream;

import io.casewire.model.Finding;
import java.io.IOException;
import java.util.List;
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
 * @param findings which of them do not serve, and why
 */
public record ClusterInfo(int brokers, int topics, List<Finding> findings) {
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
            List<Topic> ours = kafka.topics().all().stream()
                    .filter(topic -> names.contains(topic.name()))
                    .toList();
            return new ClusterInfo(brokers, ours.size(), TopicAdmin.check(admin, ours));
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + SECONDS + " s", e);
        } catch (KafkaException e) {
            throw new IOException(e.getClass().getSimpleName() + ": check kafka.client and the address", e);
        }
    }
}
