package io.casewire.localorg.store;

/**
 * One published platform event.
 *
 * @param topic such as {@code /event/ConsentEvent}
 * @param replayId its place in the order of all events of the org; never reused
 * @param uuid the id the publisher gave it
 * @param schemaId the schema its payload is written with
 * @param payload Avro binary without header
 * @param publishedAt epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // events are never compared
public record Event(String topic, long replayId, String uuid, String schemaId, byte[] payload, long publishedAt) {}
