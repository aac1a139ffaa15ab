package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.content.Content;
import io.casewire.ingest.TopicFilters;
import io.casewire.ingest.TopicPattern;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.StreamRunner;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the Camel routes name in double braces. */
final class Placeholders {
    /** A shared subscription, so that replicas divide the messages instead of each taking all. */
    private static final String SHARED = "$share/casewire/";

    /** Camel resolves the endpoint of a route it does not start, and wants a name for its topic. */
    private static final String UNUSED = "not-configured";

    private Placeholders() {}

    private static List<String> listed(String topics) {
        return Arrays.stream(topics.split(","))
                .map(String::strip)
                .filter(filter -> !filter.isEmpty())
                .distinct()
                .toList();
    }

    private static List<TopicPattern> sources(Content content) {
        return content.formats().stream()
                .flatMap(format -> format.sources().stream())
                .toList();
    }

    /**
     * @param events whether the org's events can be heard
     * @param content whose formats say what is taken in, and whose commands what devices are told
     */
    static Map<String, String> of(
            Settings settings, KafkaSettings kafka, String mqttUrl, boolean events, Content content) {
        Map<String, String> values = new HashMap<>();
        String topic = settings.ingest().mqttTopic();
        List<String> filters = topic == null ? TopicFilters.of(sources(content)) : listed(topic);
        values.put("casewire.mqtt.enabled", Boolean.toString(!filters.isEmpty()));
        values.put(
                "casewire.mqtt.topic",
                filters.isEmpty()
                        ? UNUSED
                        : filters.stream().map(SHARED::concat).collect(Collectors.joining(",")));
        values.put("casewire.mqtt.url", mqttUrl);
        values.put("casewire.mqtt.clientId", "casewire-" + settings.instanceId());
        values.put(
                "casewire.mqtt.receiveMaximum",
                Integer.toString(settings.ingest().receiveMaximum()));
        values.put(
                "casewire.mqtt.sessionExpirySeconds",
                Long.toString(settings.ingest().sessionExpiry().toSeconds()));
        values.put("casewire.kafka.brokers", kafka.bootstrapServers());
        values.put("casewire.topics.readings", kafka.topics().readings().name());
        boolean commands = !content.commands().isEmpty();
        values.put("casewire.commands.enabled", Boolean.toString(commands));
        String replies = settings.commands().replies();
        values.put("casewire.replies.enabled", Boolean.toString(commands && !replies.isEmpty()));
        values.put("casewire.replies.topic", SHARED + replies);
        values.put("casewire.topics.commands", kafka.topics().commands().name());
        values.put(
                "casewire.topics.commandReceipts",
                kafka.topics().commandReceipts().name());
        values.put("casewire.groups.commands", StreamRunner.group(kafka.topics(), "commands"));
        values.put("casewire.topics.calls", kafka.topics().calls().name());
        values.put("casewire.topics.receipts", kafka.topics().receipts().name());
        values.put("casewire.topics.deviceEvents", kafka.topics().deviceEvents().name());
        values.put("casewire.pubsub.enabled", Boolean.toString(events));
        values.put("casewire.groups.ingest", StreamRunner.group(kafka.topics(), "ingest"));
        values.put("casewire.groups.deliver", StreamRunner.group(kafka.topics(), "deliver"));
        String kafkaTopic = settings.ingest().kafkaTopic();
        values.put("casewire.ingest.kafka.enabled", Boolean.toString(!kafkaTopic.isEmpty()));
        values.put("casewire.ingest.kafka.topic", kafkaTopic.isEmpty() ? UNUSED : kafkaTopic);
        values.put(
                "casewire.delivery.channels",
                Integer.toString(settings.delivery().channels()));
        return values;
    }
}
