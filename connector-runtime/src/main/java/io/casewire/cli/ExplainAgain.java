package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Json;
import io.casewire.stream.Rerun;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Decides the steps of an explanation once more, and compares them with what was written down, byte for byte. */
final class ExplainAgain {
    private final Rerun rerun;

    ExplainAgain(Rerun rerun) {
        this.rerun = rerun;
    }

    /**
     * @param steps of one explanation
     * @return what is otherwise in each, by its id; nothing where it is the same
     * @throws FindingException when it cannot be told
     */
    SortedMap<String, List<String>> differences(JsonNode steps, LongConsumer progress)
            throws ExecutionException, InterruptedException, IOException {
        Map<String, TreeSet<String>> idsByDevice = new TreeMap<>();
        Instant until = Instant.EPOCH;
        for (JsonNode step : steps) {
            idsByDevice
                    .computeIfAbsent(step.path("device").asText(), device -> new TreeSet<>())
                    .add(step.path("id").asText());
            Instant at = Instant.parse(step.path("at").asText());
            until = at.isAfter(until) ? at : until;
        }
        SortedMap<String, List<String>> differences = new TreeMap<>();
        for (Map.Entry<String, TreeSet<String>> device : idsByDevice.entrySet()) {
            Rerun.Explained explained = rerun.explanations(device.getKey(), device.getValue(), until, progress);
            if (explained == null) {
                throw new FindingException(new Finding(
                        FindingCode.EXPLAIN_NOT_KEPT,
                        "--again",
                        "the first readings are no longer kept, and what was decided later stood on them."));
            }
            for (String id : device.getValue()) {
                differences.put(
                        id, compare(explained.then().get(id), explained.again().get(id)));
            }
        }
        return differences;
    }

    /** @return where they differ; nothing when every byte is the same */
    static List<String> compare(byte @Nullable [] then, byte @Nullable [] again) throws IOException {
        if (then == null || again == null) {
            return List.of(then == null ? "what was written down is no longer kept" : "nothing comes of it any more");
        }
        if (Arrays.equals(then, again)) {
            return List.of();
        }
        List<String> differences = new ArrayList<>();
        try {
            compare("", Json.MAPPER.readTree(then), Json.MAPPER.readTree(again), differences);
        } catch (IOException e) {
            differences.add("what was written down is not JSON any more");
        }
        if (differences.isEmpty()) {
            differences.add("the same is written otherwise");
        }
        return differences;
    }

    private static void compare(String place, JsonNode then, JsonNode again, List<String> differences) {
        if (then.equals(again)) {
            return;
        }
        if (then.isObject() && again.isObject() || then.isArray() && again.isArray() && then.size() == again.size()) {
            TreeSet<String> names = new TreeSet<>();
            then.fieldNames().forEachRemaining(names::add);
            again.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                compare(place + "/" + name, then.path(name), again.path(name), differences);
            }
            for (int i = 0; then.isArray() && i < then.size(); i++) {
                compare(place + "/" + i, then.path(i), again.path(i), differences);
            }
        } else {
            differences.add(place + " was " + text(then) + " and is " + text(again));
        }
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "absent" : Printable.text(node.toString());
    }
}
