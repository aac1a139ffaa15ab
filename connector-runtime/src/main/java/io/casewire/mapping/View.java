package io.casewire.mapping;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.consent.ConsentedReading;
import io.casewire.episodes.Decision;
import io.casewire.episodes.MassDecision;
import io.casewire.episodes.RollUps;
import io.casewire.identity.Device;
import io.casewire.identity.Party;
import io.casewire.quality.CleanReading;
import io.casewire.signals.ObservedReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What expressions and texts see: one JSON document, the same for both.
 *
 * <p>docs/reference/mapping.md lists it. Values are in it as the purpose may see them.
 */
final class View {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private View() {}

    static ObjectNode of(ObservedReading observed, String purpose, String content) {
        ConsentedReading consented = observed.consented();
        ObjectNode view = NODES.objectNode();
        view.set("reading", reading(consented, purpose));
        view.set("device", device(consented.device()));
        view.set("party", party(consented.device().party()));
        view.set("signals", values(observed.signals()));
        view.putObject("content").put("version", content);
        return view;
    }

    static ObjectNode of(ObservedReading observed, Decision decision, String content) {
        String purpose = decision.rule().purpose();
        ConsentedReading consented = observed.consented();
        ObjectNode view = of(observed, purpose, content);
        view.putObject("decision").put("id", decision.id());
        view.putObject("condition")
                .put("name", decision.rule().name())
                .put("severity", decision.severity().label())
                .put("domain", decision.rule().domain());
        ObjectNode limits = view.putObject("limits");
        decision.limits().forEach(limits::put);
        ObjectNode episode = view.putObject("episode");
        episode.put("key", decision.episode())
                .put("transition", decision.transition().label())
                .put("open", decision.isOpen())
                .put("count", decision.count())
                .put(
                        "durationSeconds",
                        Duration.between(decision.firstSeen(), decision.lastSeen())
                                .toSeconds());
        putTime(episode, "firstSeenAt", consented.time(purpose, decision.firstSeen()));
        putTime(episode, "lastSeenAt", consented.time(purpose, decision.lastSeen()));
        if (decision.clearedAt().isAfter(Instant.EPOCH)) {
            putTime(episode, "clearedAt", consented.time(purpose, decision.clearedAt()));
        }
        if (!decision.lines().isEmpty()) {
            view.putObject("rollUp")
                    .put("devices", decision.lines().size())
                    .put(
                            "open",
                            decision.lines().stream()
                                    .filter(RollUps.Line::isOpen)
                                    .count());
        }
        return view;
    }

    static ObjectNode of(MassDecision decision, String content) {
        ObjectNode view = NODES.objectNode();
        view.putObject("condition")
                .put("name", decision.rule().name())
                .put("severity", decision.rule().severity().label())
                .put("domain", decision.rule().domain());
        ObjectNode mass = view.putObject("mass")
                .put("key", decision.key())
                .put("transition", decision.transition().label())
                .put("open", decision.isOpen())
                .put("source", decision.source())
                .put("percent", Math.round(decision.rule().massShare() * 100));
        putTime(mass, "sinceAt", decision.since());
        if (!decision.isOpen()) {
            putTime(mass, "clearedAt", decision.at());
        }
        view.putObject("content").put("version", content);
        return view;
    }

    private static ObjectNode reading(ConsentedReading consented, String purpose) {
        CleanReading reading = consented.reading();
        ObjectNode node = NODES.objectNode();
        consented.values(purpose).forEach((name, value) -> put(node, name, value));
        node.put("id", reading.id().toString());
        putTime(node, "eventAt", consented.time(purpose, reading.eventTime()));
        return node;
    }

    private static ObjectNode device(Device device) {
        ObjectNode node = NODES.objectNode().put("id", device.id()).put("name", device.name());
        if (device.hasAsset()) {
            node.put("assetId", device.assetId());
        }
        node.put(Device.MODEL, device.field(Device.MODEL));
        device.fields().forEach(node::put);
        return node;
    }

    private static ObjectNode party(Party party) {
        ObjectNode node = NODES.objectNode();
        putIfKnown(node, "accountId", party.accountId());
        putIfKnown(node, "contactId", party.contactId());
        return node;
    }

    private static void putIfKnown(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static ObjectNode values(Map<String, Object> values) {
        ObjectNode node = NODES.objectNode();
        values.forEach((name, value) -> put(node, name, value));
        return node;
    }

    private static void put(ObjectNode node, String name, Object value) {
        if (value instanceof Double number) {
            node.put(name, number);
        } else if (value instanceof Boolean flag) {
            node.put(name, flag);
        } else {
            node.put(name, value.toString());
        }
    }

    /** As Salesforce takes a date-time: ISO 8601 in UTC. */
    private static void putTime(ObjectNode node, String name, @Nullable Instant time) {
        if (time != null) {
            node.put(name, time.toString());
        }
    }
}
