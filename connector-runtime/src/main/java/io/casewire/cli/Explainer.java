package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Receipt;
import io.casewire.episodes.Decision;
import io.casewire.episodes.EpisodeKey;
import io.casewire.ingest.RawReading;
import io.casewire.mapping.Write;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.Explanation;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import io.casewire.stream.LogReader;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Follows a Case, an episode or a reading back to where it came from. */
final class Explainer {
    private static final Pattern CASE_NUMBER = Pattern.compile("\\d{1,10}");

    private final OrgApi org;
    private final LogReader log;
    private final UnaryOperator<String> commits;

    /** @param commits the Git commit a content came from, by its hash; empty where that is not known */
    Explainer(OrgApi org, LogReader log, UnaryOperator<String> commits) {
        this.org = org;
        this.log = log;
        this.commits = commits;
    }

    /**
     * @param id a Case number, an episode's key or a reading's id
     * @throws FindingException when nothing is known of it
     */
    Map<String, Object> explain(String id) throws OrgUnreachableException, Soql.RefusedException {
        if (CASE_NUMBER.matcher(id).matches()) {
            return explainCase(id);
        }
        return id.contains("|") ? explainEpisode(id) : explainReading(id);
    }

    private Map<String, Object> explainCase(String number) throws OrgUnreachableException, Soql.RefusedException {
        List<JsonNode> cases = Soql.query(
                org,
                "SELECT CaseNumber, Subject, Status, Owner.Name, Casewire_Episode_Key__c, Casewire_Reason__c FROM Case"
                        + " WHERE CaseNumber = '" + number + "'");
        if (cases.isEmpty()) {
            throw unknown(number, "the org has no Case of this number.");
        }
        JsonNode found = cases.get(0);
        if (!found.hasNonNull("Casewire_Episode_Key__c")) {
            throw unknown(number, "this Case was not opened by Casewire.");
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("case", found.path("CaseNumber").asText());
        shown.put("subject", found.path("Subject").asText());
        shown.put("status", found.path("Status").asText());
        shown.put("owner", found.path("Owner").path("Name").asText());
        shown.put("reason", found.path("Casewire_Reason__c").asText());
        shown.putAll(explainEpisode(found.path("Casewire_Episode_Key__c").asText()));
        return shown;
    }

    private Map<String, Object> explainEpisode(String key) {
        String[] parts = key.split("\\|");
        if (parts.length != 3) {
            throw unknown(key, "an episode's key is device|condition|reading.");
        }
        boolean mass = EpisodeKey.isOfMass(key);
        long from = mass ? Instant.parse(parts[2]).toEpochMilli() : appendedAt(parts[2]);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("episode", key);
        shown.put("openedBy", mass ? "many devices at once, since " + parts[2] : parts[2]);
        List<Explanation> steps =
                mass ? log.explanationsOf(key, from) : log.explanationsOf(key, Decision.device(key), from);
        shown.put("steps", steps);
        shown.put("commits", commits(steps));
        Set<String> writes = new TreeSet<>();
        steps.forEach(step -> step.writes().stream()
                .filter(write -> write.key().equals(key))
                .forEach(write -> writes.add(write.id())));
        shown.put(
                "writes",
                log.writes(writes, from).stream().map(Explainer::write).toList());
        shown.put(
                "receipts",
                log.receipts(writes, from).stream().map(Explainer::receipt).toList());
        Set<String> commands = new TreeSet<>();
        steps.forEach(step -> step.commands().forEach(command -> commands.add(command.id())));
        shown.put(
                "commandReceipts",
                commands.isEmpty() ? List.of() : log.commandReceipts(commands, Decision.device(key), from));
        return shown;
    }

    private Map<String, Object> explainReading(String id) {
        RawReading raw = reading(id);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("reading", id);
        shown.put("device", raw.device());
        shown.put("source", raw.source() + ":" + raw.topic());
        shown.put("receivedAt", raw.receivedAt().toString());
        Explanation explanation =
                log.explanation(id, raw.device(), raw.receivedAt().toEpochMilli());
        shown.put(
                "outcome",
                explanation == null ? "it waits, or passed every stage and nothing came of it" : "see steps");
        List<Explanation> steps = explanation == null ? List.of() : List.of(explanation);
        shown.put("steps", steps);
        shown.put("commits", commits(steps));
        return shown;
    }

    private Map<String, String> commits(List<Explanation> steps) {
        Map<String, String> known = new TreeMap<>();
        for (Explanation step : steps) {
            String commit = commits.apply(step.content());
            if (!commit.isEmpty()) {
                known.put(step.content(), commit);
            }
        }
        return known;
    }

    private RawReading reading(String id) {
        return kept(id, log.reading(readingId(id)));
    }

    /** Of what opened an episode: a reading, or what a device below told. */
    private long appendedAt(String id) {
        return kept(id, log.appendedAt(readingId(id)));
    }

    private static ReadingId readingId(String id) {
        try {
            return ReadingId.parse(id);
        } catch (IllegalArgumentException e) {
            throw unknown(id, "it is neither a Case number, nor an episode's key, nor a reading's id.");
        }
    }

    private static <T> T kept(String id, @Nullable T found) {
        if (found == null) {
            throw unknown(id, "the reading is no longer kept, or never was.");
        }
        return found;
    }

    private static Map<String, Object> write(Write write) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("mapping", write.mapping());
        shown.put("object", write.object());
        shown.put("revision", write.revision());
        shown.put("cause", write.cause());
        return shown;
    }

    private static Map<String, Object> receipt(Receipt receipt) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("call", receipt.call());
        shown.put("object", receipt.object());
        shown.put("revision", receipt.revision());
        shown.put("result", receipt.result().name());
        shown.put("recordId", receipt.recordId());
        shown.put("code", receipt.code());
        shown.put("at", Instant.ofEpochMilli(receipt.at()).toString());
        return shown;
    }

    private static FindingException unknown(String id, String what) {
        return new FindingException(new Finding(FindingCode.EXPLAIN_NOT_KEPT, "'" + id + "'", what));
    }
}
