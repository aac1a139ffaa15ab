package io.casewire.localorg.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads lists of what clients print. */
final class Texts {
    private Texts() {}

    /** One field of each item, as text. */
    static List<String> texts(JsonNode items, String field) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }
}
