package io.casewire.benchmarks.org;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** Events of eight fields as JSON, as a Kafka record holds them. */
public final class BenchEvents {
    /** How many are in a record. */
    public static final int IN_RECORD = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    private BenchEvents() {}

    /** A record of those from a number on. */
    public static String json(int first) {
        ArrayNode events = JSON.createArrayNode();
        for (int number = first; number < first + IN_RECORD; number++) {
            events.addObject()
                    .put("Key__c", BenchRow.key(number))
                    .put("Device__c", BenchRow.device(number))
                    .put("Message__c", BenchRow.message(number, 0))
                    .put("Value__c", BenchRow.value(number, 0))
                    .put("Count__c", (double) number)
                    .put("Seen__c", PubSub.FIRST_SEEN + number)
                    .put("Open__c", BenchRow.isOpen(number, 0))
                    .put("State__c", "Opened");
        }
        try {
            return JSON.writeValueAsString(events);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is no JSON", e);
        }
    }
}
