package io.casewire.localorg.fault;

import org.jspecify.annotations.Nullable;

/** What a fault may strike: a call, a row of a call, a stream. Null where it does not have the property. */
public record Target(
        @Nullable String endpoint,
        @Nullable String method,
        @Nullable String object,
        @Nullable String topic,
        @Nullable String user) {

    /** A row that is written. */
    public static Target row(String object, @Nullable String user) {
        return new Target(null, null, object, null, user);
    }

    /** A call of the Pub/Sub API. */
    public static Target rpc(String name, @Nullable String topic, @Nullable String user) {
        return new Target(name, null, null, topic, user);
    }
}
