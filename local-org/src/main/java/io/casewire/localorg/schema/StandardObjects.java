package io.casewire.localorg.schema;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Reads the standard objects from the resource that lists them. */
final class StandardObjects {
    private static final String RESOURCE = "standard-objects.json";

    private StandardObjects() {}

    static List<ObjectDefinition> read() {
        try (InputStream json = Objects.requireNonNull(StandardObjects.class.getResourceAsStream(RESOURCE))) {
            return new ObjectMapper().readValue(json, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }
}
