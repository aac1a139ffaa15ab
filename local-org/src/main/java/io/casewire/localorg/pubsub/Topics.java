package io.casewire.localorg.pubsub;

import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordStore;
import io.grpc.Status;

/** The topics that can be published and subscribed to: one per deployed platform event. */
final class Topics {
    private static final String EVENT = "/event/";

    private final RecordStore store;

    Topics(RecordStore store) {
        this.store = store;
    }

    /** @param name as the org writes it, whatever case the client used */
    record Topic(String name, SObjectType event) {}

    Topic require(String name, String rpcId) {
        if (name.isEmpty()) {
            throw PubSubErrors.error(
                    Status.INVALID_ARGUMENT, "topic.validation.empty", "The topic name is empty", rpcId);
        }
        if (name.startsWith("/data/")) {
            throw PubSubErrors.error(
                    Status.UNIMPLEMENTED,
                    "topic.not.found",
                    "The local org has no change data capture, so no topic " + name,
                    rpcId);
        }
        SObjectType event = name.startsWith(EVENT) ? store.schema().find(name.substring(EVENT.length())) : null;
        if (event == null || !event.definition().event()) {
            throw PubSubErrors.error(Status.NOT_FOUND, "topic.not.found", "There is no topic " + name, rpcId);
        }
        return new Topic(EventPublisher.topic(event), event);
    }
}
