package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.console.View;
import io.casewire.delivery.Allowance;
import io.casewire.delivery.OutboxStatus;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import io.casewire.stream.DeadLetterLog;
import io.casewire.stream.DeadLetterRecord;
import io.casewire.stream.LogReader;
import io.casewire.stream.Publication;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Answers what is asked of this instance. */
final class InstanceView implements View {
    private final Connector connector;
    private final Health health;
    private final PrometheusMeterRegistry meters;

    InstanceView(Connector connector, Health health, PrometheusMeterRegistry meters) {
        this.connector = connector;
        this.health = health;
        this.meters = meters;
    }

    @Override
    public boolean isReady() {
        return health.isReady();
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        OutboxStatus outbox = health.outbox();
        Allowance calls = outbox.budget().allowances().get(Allowance.API_CALLS);
        status.put("ready", health.isReady());
        String content = connector.rollout().followed().version();
        Publication publication = connector.rollout().log().publication(content);
        status.put("content", content);
        status.put("contentInFolder", connector.rollout().saved());
        if (publication != null) {
            status.put(
                    "contentPublishedAt", Instant.ofEpochMilli(publication.at()).toString());
            status.put("contentPublishedBy", publication.by());
            status.put("contentCommit", publication.commitText());
        }
        status.put("readingsWaiting", connector.lag());
        status.put("writesWaiting", outbox.waiting());
        status.put("oldestWriteSeconds", outbox.oldestMillis() / 1000);
        status.put("callsUnderWay", outbox.callsUnderWay());
        status.put("apiUsed", calls == null ? 0 : calls.used());
        status.put("readsPerDay", connector.readsPerDay());
        status.put("apiAllowed", calls == null ? 0 : calls.max());
        status.put("findings", health.findings().stream().map(FindingJson::of).toList());
        return status;
    }

    @Override
    public Map<String, Object> budget() {
        return BudgetAnswer.of(health.outbox().budget(), connector.readsPerDay(), meters);
    }

    @Override
    public String metrics() {
        return meters.scrape();
    }

    @Override
    public Object query(String soql) throws Problem {
        try {
            List<JsonNode> records = Soql.query(connector.org(), soql);
            return Map.of("totalSize", records.size(), "records", records);
        } catch (Soql.RefusedException e) {
            throw new Problem(400, e.code() + ": " + e.getMessage());
        } catch (OrgUnreachableException e) {
            throw new Problem(503, e.finding().toString());
        }
    }

    @Override
    public Object explain(String id) throws Problem {
        try (LogReader log = new LogReader(connector.kafka())) {
            return new Explainer(connector.org(), log, this::commit).explain(id);
        } catch (OrgUnreachableException e) {
            throw new Problem(503, e.finding().toString());
        } catch (Soql.RefusedException e) {
            throw new Problem(400, e.code() + ": " + e.getMessage());
        } catch (FindingException e) {
            Finding finding = e.findings().get(0);
            throw new Problem(finding.code() == FindingCode.EXPLAIN_NOT_KEPT ? 404 : 400, finding.toString());
        }
    }

    private String commit(String content) {
        Publication publication = connector.rollout().log().publication(content);
        return publication == null ? "" : publication.commitText();
    }

    @Override
    public Object deadLetter(String id) throws Problem {
        try (DeadLetterLog log = new DeadLetterLog(connector.kafka())) {
            DeadLetterRecord letter = log.find(id);
            if (letter == null) {
                throw new Problem(
                        404,
                        new Finding(
                                        FindingCode.DEAD_LETTER,
                                        "'" + id + "'",
                                        "there is no such dead letter, or none any more.")
                                .toString());
            }
            return connector.deadLetters().of(letter);
        } catch (ExecutionException e) {
            throw new Problem(503, "Kafka does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(503, "stopped");
        }
    }

    @Override
    public Object consent(String party, @Nullable String asOf) throws Problem {
        Instant at;
        try {
            at = asOf == null ? Instant.now() : OffsetDateTime.parse(asOf).toInstant();
        } catch (DateTimeParseException e) {
            throw new Problem(400, "--as-of takes a time such as 2026-03-01T08:00:00Z, not '" + asOf + "'");
        }
        Map<String, Object> answer = connector.consent().of(party, at);
        if (answer == null) {
            throw new Problem(
                    404,
                    "nothing is known under this id: it has to be of an Individual, or of the Contact of an Asset with a device");
        }
        return answer;
    }
}
