package io.casewire.localorg.setup;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;

/** The settings in force. Every part of the org asks again for each call, so a change holds from the next one on. */
public final class Setup {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private volatile Settings settings = Settings.DEFAULT;

    public Settings settings() {
        return settings;
    }

    public void set(Settings changed) {
        settings = changed;
    }

    public ObjectNode toJson() {
        return JSON.valueToTree(settings);
    }

    /**
     * Changes the settings that are given and leaves the others.
     *
     * @throws IllegalArgumentException when a name is unknown or a value is of the wrong kind; then nothing is changed
     */
    public synchronized void change(ObjectNode given) {
        ObjectNode all = toJson();
        for (var entry : given.properties()) {
            JsonNode before = all.get(entry.getKey());
            if (before == null) {
                TreeSet<String> known = new TreeSet<>();
                all.fieldNames().forEachRemaining(known::add);
                throw new IllegalArgumentException("unknown setting " + entry.getKey() + "; there are " + known);
            }
            boolean fits = before.isBoolean()
                    ? entry.getValue().isBoolean()
                    : entry.getValue().isInt();
            if (!fits) {
                throw new IllegalArgumentException(
                        entry.getKey() + " needs a " + (before.isBoolean() ? "truth value" : "whole number"));
            }
            all.set(entry.getKey(), entry.getValue());
        }
        settings = JSON.convertValue(all, Settings.class);
    }
}
