package io.casewire.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.content.Content;
import io.casewire.delivery.Allowance;
import io.casewire.delivery.Call;
import io.casewire.doctor.Checkup.Area;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Mapping.Source;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgQuestions;
import io.casewire.salesforce.OrgUnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the org allows and what is used of it, and what a day of Casewire will take. */
final class LimitsCheckup {
    /** What the running connector asks for its budget: every five minutes. */
    private static final long ASKS_PER_DAY = 288;

    /** Less than this part of the storage is soon full. */
    private static final double LITTLE = 0.1;

    private final OrgQuestions org;
    private final Content content;
    private final Checkup checkup;

    LimitsCheckup(OrgQuestions org, Content content, Checkup checkup) {
        this.org = org;
        this.content = content;
        this.checkup = checkup;
    }

    /** @param reads API calls a day for reading the org */
    void run(double reserve, long reads, Instant now) throws OrgUnreachableException {
        List<Allowance> allowances = org.allowances(now.toEpochMilli());
        if (allowances.isEmpty()) {
            OrgCheckup.hidden(checkup, Area.LIMITS, "limits", "what the org allows; one call at a time will be made");
        }
        Allowance calls = null;
        for (Allowance allowance : allowances) {
            if (allowance.name().equals(Allowance.API_CALLS)) {
                calls = allowance;
            }
            if (allowance.name().equals(Allowance.STORAGE) && allowance.remaining() < allowance.max() * LITTLE) {
                checkup.problem(
                        Area.LIMITS,
                        new Finding(FindingCode.BUDGET_STORAGE, "data storage", used(allowance) + " MB are used."));
            } else {
                checkup.ok(Area.LIMITS, allowance.name() + ": " + used(allowance) + " are used");
            }
        }
        day(calls, reserve, reads);
    }

    private static String used(Allowance allowance) {
        return String.format(Locale.ROOT, "%,d of %,d", allowance.used(), allowance.max());
    }

    private void day(@Nullable Allowance calls, double reserve, long reads) throws OrgUnreachableException {
        long own = reads + ASKS_PER_DAY;
        checkup.ok(
                Area.DAY,
                String.format(
                        Locale.ROOT,
                        "reading who owns what and who agreed to what: %,d API calls, asking for limits: %,d",
                        reads,
                        ASKS_PER_DAY));
        long devices = devices();
        double planned = 0;
        for (Mapping mapping : content.mappings()) {
            if (mapping.source() == Source.READING && mapping.atMost() != null && devices > 0) {
                double writes = perDay(mapping.atMost(), devices);
                planned += Math.ceil(writes / Call.MAX_ROWS);
                checkup.ok(
                        Area.DAY,
                        String.format(
                                Locale.ROOT,
                                "%s: at most %,.0f writes of %s for %,d devices, %,.0f API calls when they go together",
                                mapping.file().path(),
                                writes,
                                mapping.object(),
                                devices,
                                Math.ceil(writes / Call.MAX_ROWS)));
            } else if (mapping.source() == Source.DECISION && mapping.atMost() != null) {
                checkup.ok(
                        Area.DAY,
                        mapping.file() + ": each episode writes its " + mapping.object() + " at most "
                                + mapping.atMost().writes() + " times in "
                                + mapping.atMost().per().toString().substring(2).toLowerCase(Locale.ROOT));
            }
        }
        if (calls == null) {
            return;
        }
        long left = Math.round(calls.max() * (1 - reserve)) - calls.used() - own;
        String text = String.format(
                Locale.ROOT,
                "%,d API calls a day, %,d are used now, %,d are reserved, %,d for reading: %,d are left to write.",
                calls.max(),
                calls.used(),
                Math.round(calls.max() * reserve),
                own,
                Math.max(0, left));
        if (left <= 0) {
            checkup.problem(Area.DAY, new Finding(FindingCode.BUDGET_CALLS, "API calls", text));
        } else if (planned > left) {
            checkup.note(
                    Area.DAY,
                    new Finding(
                            FindingCode.BUDGET_CALLS,
                            "mappings from readings",
                            String.format(Locale.ROOT, "they may take %,.0f API calls. %s", planned, text)));
        } else {
            checkup.ok(Area.DAY, text);
        }
    }

    private static double perDay(Mapping.AtMost atMost, long devices) {
        return (double) devices
                * atMost.writes()
                * Duration.ofDays(1).toMillis()
                / atMost.per().toMillis();
    }

    private long devices() throws OrgUnreachableException {
        String field = content.identity().deviceIdField();
        List<JsonNode> counted = org.query("SELECT COUNT(Id) n FROM Asset WHERE " + field + " != null");
        if (counted == null) {
            OrgCheckup.hidden(checkup, Area.DAY, "Asset." + field, "how many devices there are");
        }
        return counted == null || counted.isEmpty()
                ? 0
                : counted.get(0).path("n").asLong();
    }
}
