package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Receipt;
import io.casewire.mapping.Target;
import io.casewire.mapping.Write;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.RecordQuery;
import io.casewire.salesforce.Soql;
import io.casewire.stream.LogReader.Wanted;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What was decided, beside what the org holds of it. */
final class Reconciliation {
    /** As Salesforce writes a date-time: {@code 2026-11-26T10:00:00.000+0000}. */
    private static final DateTimeFormatter SALESFORCE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");

    private static final Duration LONG = Duration.ofHours(1);

    private final OrgApi org;
    private final List<Found> found = new ArrayList<>();

    /** What became of a wanted record. */
    enum State {
        /** The org holds it as it was written. */
        SAME("as decided", true),
        /** It is not written yet, or something newer is not. */
        WAITING("not written yet", true),
        /** Consent was gone when it was to leave. */
        WITHHELD("withheld, consent was gone", true),
        /** It should have left long ago. */
        OVERDUE("not written for more than an hour, see status and dead-letters", false),
        /** A dead letter. */
        REFUSED("refused by the org, see dead-letters", false),
        /** The org does not let this user read a field that is written. */
        UNREADABLE("not to be read by this user, see doctor --org", false),
        /** Somebody deleted it, or merged it into another; that is final. */
        DELETED("deleted or merged by people", true),
        DRY_RUN("only a dry run", true),
        /** A field that is always written holds something else. */
        DIFFERS("different in the org", false),
        /** It was written, and left no trace. */
        GONE("gone without a trace", false);

        private final String words;
        private final boolean well;

        State(String words, boolean well) {
            this.words = words;
            this.well = well;
        }

        String words() {
            return words;
        }

        /** Whether nothing has to be done about it. */
        boolean isWell() {
            return well;
        }
    }

    /** @param fields those that differ */
    record Found(Write write, State state, @Nullable String recordId, Set<String> fields) {}

    Reconciliation(OrgApi org) {
        this.org = org;
    }

    /** @param each is called with how many were compared, from time to time */
    List<Found> compare(Collection<Wanted> all, IntConsumer each) throws OrgUnreachableException {
        Map<String, List<Wanted>> byObject = new TreeMap<>();
        for (Wanted wanted : all) {
            Write write = wanted.write();
            if (write.target().kind() != Target.Kind.OBJECT || write.insteadOf() != null) {
                // What stood in for a record is that record from then on.
                continue;
            }
            State state = state(wanted);
            if (state == State.SAME) {
                byObject.computeIfAbsent(write.object(), name -> new ArrayList<>())
                        .add(wanted);
            } else {
                found.add(new Found(write, state, recordId(wanted), Set.of()));
                each.accept(1);
            }
        }
        for (List<Wanted> ofObject : byObject.values()) {
            for (List<Wanted> some : Soql.parts(ofObject, RecordQuery.MOST)) {
                try {
                    compare(some);
                } catch (Soql.RefusedException e) {
                    some.forEach(wanted ->
                            found.add(new Found(wanted.write(), State.UNREADABLE, recordId(wanted), Set.of())));
                }
                each.accept(some.size());
            }
        }
        return found;
    }

    /** By what the log says alone; the same where only the org can say more. */
    private static State state(Wanted wanted) {
        Receipt receipt = wanted.receipt();
        if (receipt == null || receipt.revision() < wanted.write().revision()) {
            return waiting(wanted.write());
        }
        return switch (receipt.result()) {
            case CREATED, UPDATED -> State.SAME;
            case MERGED -> State.DELETED;
            case WITHHELD -> State.WITHHELD;
            case HELD, LATE -> waiting(wanted.write());
            case DRY_RUN -> State.DRY_RUN;
            case REFUSED -> receipt.isFinal() ? State.REFUSED : waiting(wanted.write());
        };
    }

    private static State waiting(Write write) {
        Instant since = Instant.ofEpochMilli(write.requestedAt());
        return since.isBefore(Instant.now().minus(LONG)) ? State.OVERDUE : State.WAITING;
    }

    private static @Nullable String recordId(Wanted wanted) {
        return wanted.receipt() == null ? null : wanted.receipt().recordId();
    }

    private void compare(List<Wanted> some) throws OrgUnreachableException, Soql.RefusedException {
        String object = some.get(0).write().object();
        Set<String> fields = new TreeSet<>(Set.of("Id"));
        some.forEach(wanted -> fields.addAll(comparable(wanted.write())));
        List<String> ids =
                some.stream().map(wanted -> String.valueOf(recordId(wanted))).toList();
        Map<String, JsonNode> records = RecordQuery.read(org, object, ids, fields);
        List<String> missing =
                ids.stream().filter(id -> !records.containsKey(id)).toList();
        Set<String> deleted = missing.isEmpty() ? Set.of() : new TreeSet<>(RecordQuery.deleted(org, object, missing));
        for (Wanted wanted : some) {
            String id = String.valueOf(recordId(wanted));
            JsonNode record = records.get(id);
            if (record != null) {
                Set<String> differing = differing(wanted.write(), record);
                found.add(new Found(wanted.write(), differing.isEmpty() ? State.SAME : State.DIFFERS, id, differing));
            } else if (deleted.contains(id)) {
                found.add(new Found(wanted.write(), State.DELETED, id, Set.of()));
            } else {
                found.add(gone(wanted.write()));
            }
        }
    }

    /** Another record may have its key by now, made by whoever restored it. */
    private Found gone(Write write) throws OrgUnreachableException, Soql.RefusedException {
        String other = RecordQuery.byKey(org, write.object(), write.target().externalId(), write.key());
        return new Found(write, other == null ? State.GONE : State.DIFFERS, other, new TreeSet<>(comparable(write)));
    }

    /** A lookup by external id has no value of its own in the record. */
    private static List<String> comparable(Write write) {
        return write.always().keySet().stream()
                .filter(field -> field.indexOf('.') < 0)
                .toList();
    }

    private static Set<String> differing(Write write, JsonNode record) {
        Set<String> differing = new TreeSet<>();
        for (String field : comparable(write)) {
            if (!isSame(write.always().get(field), record.path(field))) {
                differing.add(field);
            }
        }
        return differing;
    }

    private static boolean isSame(@Nullable JsonNode wanted, JsonNode there) {
        boolean nothingThere = isNothing(there);
        if (wanted == null || isNothing(wanted) || nothingThere) {
            return nothingThere && (wanted == null || isNothing(wanted));
        }
        if (wanted.isNumber() && there.isNumber()) {
            return isSame(wanted.decimalValue(), there.decimalValue());
        }
        Instant time = time(wanted.asText());
        // Salesforce keeps no fractions of a second (SOAP API guide: dateTime).
        return time == null
                ? wanted.asText().strip().equals(there.asText().strip())
                : sameSecond(time, time(there.asText()));
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.asText().isEmpty();
    }

    /** A field keeps so many decimals as it has. */
    private static boolean isSame(BigDecimal wanted, BigDecimal there) {
        int scale = Math.max(0, there.stripTrailingZeros().scale());
        if (scale == 0) {
            return wanted.compareTo(there) == 0;
        }
        return wanted.setScale(scale, RoundingMode.HALF_UP).compareTo(there) == 0;
    }

    private static boolean sameSecond(Instant wanted, @Nullable Instant there) {
        return there != null && wanted.getEpochSecond() == there.getEpochSecond();
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text, SALESFORCE_TIME).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** How many there are of each. */
    static Map<State, Long> count(List<Found> found) {
        Map<State, Long> counts = new EnumMap<>(State.class);
        found.forEach(it -> counts.merge(it.state(), 1L, Long::sum));
        return counts;
    }
}
