package io.casewire.stream;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing, and says which of the existing ones do not serve. */
public final class TopicAdmin {
    private static final long SECONDS = 30;

    private TopicAdmin() {}

    /**
     * Prepares our topics, and looks for the one telemetry is taken from.
     *
     * @param source a topic of somebody else; empty for none
     * @param createSource whether the broker is our own, so that nobody else can have made that topic
     * @return what has to be put right before Casewire can run; empty when all is well
     */
    public static List<Finding> prepare(KafkaSettings kafka, String source, boolean createSource) {
        List<Topic> wanted = kafka.topics().all();
        try (Admin admin = Admin.create(kafka.with(Map.of("client.id", "casewire-admin")))) {
            Set<String> existing = admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = wanted.stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .map(topic -> topic.toNewTopic(kafka.replication()))
                    .collect(Collectors.toCollection(ArrayList::new));
            boolean sourceMissing = !source.isEmpty() && !existing.contains(source);
            if (sourceMissing && createSource) {
                missing.add(new NewTopic(source, 1, kafka.replication()));
            }
            create(admin, missing);
            // What was made just now is as it was asked for, and brokers may need a moment to know of it.
            List<Finding> findings = check(
                    admin,
                    wanted.stream()
                            .filter(topic -> existing.contains(topic.name()))
                            .toList());
            if (sourceMissing && !createSource) {
                findings.add(new Finding(
                        FindingCode.KAFKA_TOPIC, source, "ingest.kafkaTopic names it, and Kafka does not have it."));
            }
            return findings;
        } catch (ExecutionException e) {
            boolean login =
                    e.getCause() instanceof AuthenticationException || e.getCause() instanceof AuthorizationException;
            return List.of(new Finding(
                    login ? FindingCode.KAFKA_LOGIN : FindingCode.KAFKA_TOPIC,
                    kafka.bootstrapServers(),
                    "the topics cannot be prepared: " + e.getCause() + "."));
        } catch (TimeoutException e) {
            return List.of(new Finding(
                    FindingCode.KAFKA_UNREACHABLE, kafka.bootstrapServers(), "no answer within " + SECONDS + " s."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Replicas that start together make the same topics. */
    private static void create(Admin admin, List<NewTopic> missing)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (KafkaFuture<Void> creation : admin.createTopics(missing).values().values()) {
            try {
                creation.get(SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    static List<Finding> check(Admin admin, List<Topic> wanted)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<Finding> findings = new ArrayList<>();
        Map<String, TopicDescription> topics = admin.describeTopics(
                        wanted.stream().map(Topic::name).toList())
                .allTopicNames()
                .get(SECONDS, TimeUnit.SECONDS);
        Map<ConfigResource, Config> configs = admin.describeConfigs(wanted.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                        .toList())
                .all()
                .get(SECONDS, TimeUnit.SECONDS);
        for (Topic topic : wanted) {
            TopicDescription description = topics.get(topic.name());
            int partitions = description == null ? 0 : description.partitions().size();
            if (partitions != topic.partitions()) {
                findings.add(wrong(topic, "it has " + partitions + " partitions, needed are " + topic.partitions()));
            }
            Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
            for (String key : List.of("message.timestamp.type", "max.message.bytes")) {
                String needed = topic.more().get(key);
                ConfigEntry entry = config == null ? null : config.get(key);
                if (needed != null && (entry == null || !needed.equals(entry.value()))) {
                    findings.add(wrong(topic, key + " has to be " + needed));
                }
            }
        }
        return findings;
    }

    private static Finding wrong(Topic topic, String what) {
        return new Finding(FindingCode.KAFKA_TOPIC, topic.name(), what + ".");
    }
}
