package io.casewire.localorg.metadata;

import io.casewire.localorg.pubsub.Channels;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.HashSet;
import java.util.Set;

/** Deploys what tells events apart: channels, their members, managed subscriptions. */
final class EventComponents {
    private static final Set<String> CHANNEL_PARTS = Set.of("fullName", "channelType", "label");
    private static final Set<String> MEMBER_PARTS = Set.of("fullName", "eventChannel", "selectedEntity");
    private static final Set<String> SUBSCRIPTION_PARTS =
            Set.of("fullName", "label", "topicName", "defaultReplay", "errorRecoveryReplay", "state", "version");
    private static final Set<String> REPLAYS = Set.of("LATEST", "EARLIEST");
    private static final Set<String> STATES = Set.of("RUN", "STOP");

    private final ComponentDeploy components;

    EventComponents(ComponentDeploy components) {
        this.components = components;
    }

    void channel(SourceFile file, Element xml) {
        ComponentDeploy.requireOnly(xml, CHANNEL_PARTS, file.name());
        String type = xml.required("channelType", file.name());
        if (!type.equals("event") && !type.equals("data")) {
            throw new DeployException(file.name(), xml.line(), "channelType is event or data, not " + type);
        }
        if (!file.name().endsWith(Channels.SUFFIX)) {
            throw new DeployException(
                    file.name(), xml.line(), "The name of a custom channel ends in " + Channels.SUFFIX);
        }
    }

    void member(SourceFile file, Element xml) {
        ComponentDeploy.requireOnly(xml, MEMBER_PARTS, file.name());
        Schema schema = components.schema();
        String channel = xml.required("eventChannel", file.name());
        if (!channel.equals(Channels.CHANGE_EVENTS) && schema.component(Channels.CHANNEL, channel) == null) {
            throw new DeployException(
                    file.name(),
                    xml.line(),
                    "In field: eventChannel - no PlatformEventChannel named " + channel + " found");
        }
        String entity = xml.required("selectedEntity", file.name());
        SObjectType changed = Channels.object(schema, entity);
        SObjectType event = schema.find(entity);
        if (changed == null && (event == null || !event.definition().event())) {
            throw new DeployException(
                    file.name(), xml.line(), "In field: selectedEntity - no event named " + entity + " found");
        }
        if (changed != null) {
            Set<SObjectType> selected = new HashSet<>(Channels.selected(schema));
            selected.add(changed);
            if (selected.size() > Channels.MOST_ENTITIES) {
                throw new DeployException(
                        file.name(),
                        xml.line(),
                        "Changes of at most " + Channels.MOST_ENTITIES + " objects can be selected");
            }
        }
    }

    void subscription(SourceFile file, Element xml) {
        ComponentDeploy.requireOnly(xml, SUBSCRIPTION_PARTS, file.name());
        xml.required("topicName", file.name());
        requireOneOf(file, xml, "defaultReplay", REPLAYS);
        requireOneOf(file, xml, "errorRecoveryReplay", REPLAYS);
        requireOneOf(file, xml, "state", STATES);
    }

    private static void requireOneOf(SourceFile file, Element xml, String name, Set<String> values) {
        String value = xml.required(name, file.name());
        if (!values.contains(value)) {
            throw new DeployException(
                    file.name(),
                    xml.line(),
                    name + " is one of " + values.stream().sorted().toList() + ", not " + value);
        }
    }
}
