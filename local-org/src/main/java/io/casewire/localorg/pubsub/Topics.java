package io.casewire.localorg.pubsub;

import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordStore;
import io.grpc.Status;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The topics there are: one per event, one per object whose changes are selected, and channels that hold several. */
final class Topics {
    private static final String EVENT = "/event/";
    private static final String DATA = "/data/";
    private static final String ALL_CHANGES = "/data/ChangeEvents";

    private final RecordStore store;

    Topics(RecordStore store) {
        this.store = store;
    }

    /**
     * A topic.
     *
     * @param name as the org writes it, whatever case the client used
     * @param sources the topics whose events it delivers; itself, unless it is a channel
     * @param schemaId of its events; empty for a channel, which has several
     * @param event the platform event that can be published to it, or null
     */
    record Topic(String name, List<Source> sources, String schemaId, @Nullable SObjectType event) {
        boolean canPublish(Rights rights) {
            return event != null && !event.definition().readOnly() && rights.mayCreate(event);
        }

        boolean canSubscribe(Rights rights) {
            return sources.stream().anyMatch(source -> source.isVisible(rights));
        }

        /** The topics whose events a user gets. What is left out is left out without a word, as in Salesforce. */
        List<String> visible(Rights rights) {
            return sources.stream()
                    .filter(source -> source.isVisible(rights))
                    .map(Source::topic)
                    .toList();
        }
    }

    /**
     * A topic that events are written to.
     *
     * @param type the event, or the object whose changes they are
     */
    record Source(String topic, SObjectType type) {
        static Source ofEvent(SObjectType event) {
            return new Source(EventPublisher.topic(event), event);
        }

        static Source ofChanges(SObjectType type) {
            return new Source(Channels.topic(type), type);
        }

        boolean isVisible(Rights rights) {
            return type.definition().event() ? rights.mayRead(type) : rights.mayViewAllRecords(type);
        }
    }

    Topic require(String name, String rpcId) {
        if (name.isEmpty()) {
            throw PubSubErrors.error(
                    Status.INVALID_ARGUMENT, "topic.validation.empty", "The topic name is empty", rpcId);
        }
        Topic topic = find(store.schema(), name);
        if (topic == null) {
            throw PubSubErrors.error(Status.NOT_FOUND, "topic.not.found", "There is no topic " + name, rpcId);
        }
        return topic;
    }

    private static @Nullable Topic find(Schema schema, String name) {
        if (name.toLowerCase(Locale.ROOT).endsWith(Channels.SUFFIX)) {
            return channel(schema, name);
        } else if (name.equalsIgnoreCase(ALL_CHANGES)) {
            return new Topic(ALL_CHANGES, Channels.sources(schema, Channels.CHANGE_EVENTS), "", null);
        } else if (name.startsWith(DATA)) {
            return changes(schema, name.substring(DATA.length()));
        }
        SObjectType event = name.startsWith(EVENT) ? schema.find(name.substring(EVENT.length())) : null;
        return event == null || !event.definition().event()
                ? null
                : new Topic(
                        EventPublisher.topic(event),
                        List.of(Source.ofEvent(event)),
                        EventSchemas.of(event).id(),
                        event);
    }

    private static @Nullable Topic channel(Schema schema, String name) {
        Component channel = schema.component(Channels.CHANNEL, name.substring(name.lastIndexOf('/') + 1));
        String prefix = channel == null || !Channels.isOfData(channel) ? EVENT : DATA;
        return channel == null || !name.startsWith(prefix)
                ? null
                : new Topic(prefix + channel.fullName(), Channels.sources(schema, channel.fullName()), "", null);
    }

    private static @Nullable Topic changes(Schema schema, String entity) {
        for (SObjectType type : Channels.selected(schema)) {
            if (Channels.changeEvent(type).equalsIgnoreCase(entity)) {
                String topic = Channels.topic(type);
                return new Topic(
                        topic,
                        List.of(Source.ofChanges(type)),
                        ChangeSchemas.of(type).id(),
                        null);
            }
        }
        return null;
    }
}
