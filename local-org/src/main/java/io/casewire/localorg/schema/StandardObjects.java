package io.casewire.localorg.schema;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Reads the standard objects from the resources that list them. */
final class StandardObjects {
    private static final String OBJECTS = "standard-objects.json";
    private static final String TOOLING = "tooling-objects.json";

    private StandardObjects() {}

    static List<ObjectDefinition> read() {
        return read(OBJECTS);
    }

    static List<ObjectDefinition> readTooling() {
        return read(TOOLING);
    }

    private static List<ObjectDefinition> read(String resource) {
        try (InputStream json = Objects.requireNonNull(StandardObjects.class.getResourceAsStream(resource))) {
            return new ObjectMapper().readValue(json, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
