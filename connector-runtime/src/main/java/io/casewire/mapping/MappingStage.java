package io.casewire.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.consent.ConsentedReading;
import io.casewire.consent.Treatments;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Decisions;
import io.casewire.episodes.MassDecision;
import io.casewire.episodes.RollUps;
import io.casewire.episodes.Transition;
import io.casewire.identity.OrgProfile;
import io.casewire.mapping.Mapping.FieldMapping;
import io.casewire.mapping.Mapping.Source;
import io.casewire.mapping.Mapping.WhenMissing;
import io.casewire.mapping.Mapping.WriteMode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import io.casewire.model.SourceFile;
import io.casewire.signals.ObservedReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Eighth stage: decisions, and now and then a reading, become wanted records and commands to the device. */
public final class MappingStage {
    /** What people read of a list. */
    private static final int MOST_LISTED = 100;

    private final List<Mapping> fromDecisions;
    private final List<Mapping> fromReadings;
    private final List<Mapping> fromMasses;
    private final List<CommandDefinition> commands;
    private final Map<String, Texts> texts;
    private final String content;

    /**
     * @param texts by domain
     * @param content the version stamped on every write
     */
    public MappingStage(
            List<Mapping> mappings, List<CommandDefinition> commands, Map<String, Texts> texts, String content) {
        this.fromDecisions = mappings.stream()
                .filter(mapping -> mapping.source() == Source.DECISION)
                .toList();
        this.fromReadings = mappings.stream()
                .filter(mapping -> mapping.source() == Source.READING)
                .toList();
        this.fromMasses = mappings.stream()
                .filter(mapping -> mapping.source() == Source.MASS)
                .toList();
        this.commands = List.copyOf(commands);
        this.texts = Map.copyOf(texts);
        this.content = content;
    }

    /**
     * @param happened when that was which led to the decisions: the event time of the reading, or by the device's time that
     *     of the timer
     * @param openCases of the device; one that a write takes over is in them no more
     */
    public Writes apply(Decisions decisions, OrgProfile profile, Instant happened, OpenCases openCases) {
        List<Write> writes = new ArrayList<>();
        List<Command> told = new ArrayList<>();
        List<Finding> refused = new ArrayList<>();
        for (Decision decision : decisions.all()) {
            ObjectNode view = View.of(decisions.observed(), decision, content);
            addTexts(view, decision, decisions.observed(), profile);
            String openCase = decision.transition() == Transition.OPENED ? openCases.latest() : null;
            if (openCase != null) {
                view.withObject("/device").put("openCase", openCase);
            }
            int before = writes.size();
            Cause cause = new Cause(
                    decision.id(),
                    decision.episode(),
                    decision.revision(),
                    decision.severity(),
                    decision.rule().purpose(),
                    decision.at());
            for (Mapping mapping : fromDecisions) {
                if (mapping.on().contains(decision.transition())
                        && takes(mapping.domains(), decision.rule().domain())) {
                    make(mapping, view, decisions.observed(), cause, writes, refused);
                }
            }
            writes.subList(before, writes.size()).stream()
                    .map(Write::takeOver)
                    .filter(Objects::nonNull)
                    .forEach(openCases::taken);
            for (CommandDefinition command : commands) {
                if (command.on().contains(decision.transition())
                        && takes(command.domains(), decision.rule().domain())) {
                    add(
                            command.when(),
                            command.file(),
                            view,
                            () -> command(command, view, decisions.observed(), cause, happened),
                            told,
                            refused);
                }
            }
        }
        return new Writes(writes, told, refused);
    }

    /** What befell many devices at once; concerns none of their owners by name. */
    public Writes apply(MassDecision decision) {
        List<Write> writes = new ArrayList<>();
        List<Finding> refused = new ArrayList<>();
        ObjectNode view = View.of(decision, content);
        Cause cause = new Cause(
                decision.id(),
                decision.key(),
                decision.at().toEpochMilli(),
                decision.rule().severity(),
                "",
                decision.at());
        for (Mapping mapping : fromMasses) {
            if (mapping.on().contains(decision.transition())
                    && takes(mapping.domains(), decision.rule().domain())) {
                make(mapping, view, null, cause, writes, refused);
            }
        }
        return new Writes(writes, List.of(), refused);
    }

    /** Readings themselves, as far as a mapping wants them and its limit allows. */
    public Writes apply(ObservedReading observed, ReadingWrites before, Instant clock) {
        List<Write> writes = new ArrayList<>();
        List<Finding> refused = new ArrayList<>();
        ConsentedReading consented = observed.consented();
        for (Mapping mapping : fromReadings) {
            String purpose = Objects.requireNonNull(mapping.purpose());
            if (!takes(mapping.domains(), consented.reading().format().domain()) || !consented.allows(purpose)) {
                continue;
            }
            Map<String, Object> values = consented.reading().values();
            if (before.isDue(mapping, clock.toEpochMilli(), values)) {
                before.remember(mapping, clock.toEpochMilli(), values);
                String id = consented.reading().id().toString();
                Cause cause = new Cause(id, id, clock.toEpochMilli(), Severity.LOW, purpose, clock);
                make(mapping, View.of(observed, purpose, content), observed, cause, writes, refused);
            }
        }
        return new Writes(writes, List.of(), refused);
    }

    /** Revisions that find room in a millisecond, for what came at the same time. */
    private static final int PER_MILLI = 1_000;

    /** @param scope what {@code revision} counts within */
    private record Cause(String id, String scope, long revision, Severity severity, String purpose, Instant at) {

        /** Where a key is shared by several episodes, only time tells which of two writes is the later one. */
        long revisionOf(String key) {
            return key.contains(scope) ? revision : at.toEpochMilli() * PER_MILLI;
        }
    }

    private static boolean takes(Set<String> domains, String domain) {
        return domains.isEmpty() || domains.contains(domain);
    }

    private void addTexts(ObjectNode view, Decision decision, ObservedReading observed, OrgProfile profile) {
        Texts domain = Objects.requireNonNull(texts.get(decision.rule().domain()));
        Texts.Text text = domain.of(decision.rule().name(), profile);
        if (!decision.lines().isEmpty()) {
            text = text.together() == null ? text : text.together();
            view.withObject("/rollUp").put("list", list(decision, observed.consented(), profile));
        }
        String subject = text.subject().fill(view, domain.units(), profile);
        String reason = text.reason().fill(view, domain.units(), profile);
        view.putObject("text")
                .put("subject", atMost(Texts.MOST_OF_SUBJECT, subject))
                .put("reason", atMost(Texts.MOST_OF_REASON, reason));
    }

    /** A long name must not keep a Case from being made: the org takes no longer ones. */
    private static String atMost(int length, String text) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 2)) ? length - 2 : length - 1;
        return text.substring(0, end) + "…";
    }

    /** One line each, in the words of a clock: names and times need no language. */
    private static String list(Decision decision, ConsentedReading consented, OrgProfile profile) {
        Localized localized = Localized.of(profile);
        String purpose = decision.rule().purpose();
        List<RollUps.Line> lines = decision.lines();
        String list = lines.stream()
                .limit(MOST_LISTED)
                .map(line -> line.name()
                        + time(", ", consented.time(purpose, line.since()), localized)
                        + (line.over() == null ? "" : time(" – ", consented.time(purpose, line.over()), localized)))
                .collect(Collectors.joining("\n"));
        return lines.size() > MOST_LISTED ? list + "\n…" : list;
    }

    /** @param time null where the purpose may not see it */
    private static String time(String before, @Nullable Instant time, Localized localized) {
        return before + (time == null ? "…" : localized.time(time));
    }

    private void make(
            Mapping mapping,
            ObjectNode view,
            @Nullable ObservedReading observed,
            Cause cause,
            List<Write> writes,
            List<Finding> refused) {
        add(mapping.when(), mapping.file(), view, () -> write(mapping, view, observed, cause), writes, refused);
    }

    /** Makes something of a decision or a reading. */
    private interface Maker<T> {
        T make() throws MissingValueException;
    }

    /** Adds what is made, where it is wanted at all; what cannot be made is a finding. */
    private static <T> void add(
            @Nullable Expression when,
            SourceFile file,
            ObjectNode view,
            Maker<T> maker,
            List<T> made,
            List<Finding> refused) {
        try {
            if (when == null || holds(when, view, file)) {
                made.add(maker.make());
            }
        } catch (ExpressionFailedException e) {
            refused.add(new Finding(FindingCode.MAPPING_EXPRESSION, e.place(), e.getMessage() + "."));
        } catch (MissingValueException e) {
            refused.add(new Finding(FindingCode.MAPPING_REQUIRED, e.getMessage(), "the expression gives nothing."));
        }
    }

    private static boolean holds(Expression when, ObjectNode view, SourceFile file) {
        JsonNode answer = apply(when, view, file, "/when");
        if (answer.isBoolean() || answer.isNull()) {
            return answer.asBoolean();
        }
        throw new ExpressionFailedException(file.place("/when"), "'when' gives neither true nor false");
    }

    /** Where it stands is looked up when it fails, and not for every record. */
    private static JsonNode apply(Expression expression, JsonNode view, SourceFile file, String pointer) {
        try {
            return expression.apply(view);
        } catch (IllegalArgumentException e) {
            throw new ExpressionFailedException(file.place(pointer), String.valueOf(e.getMessage()));
        }
    }

    private Write write(Mapping mapping, ObjectNode view, @Nullable ObservedReading observed, Cause cause)
            throws MissingValueException {
        Map<WriteMode, SortedMap<String, JsonNode>> fields = new EnumMap<>(WriteMode.class);
        for (WriteMode mode : WriteMode.values()) {
            fields.put(mode, new TreeMap<>());
        }
        for (FieldMapping field : mapping.fields()) {
            JsonNode value = value(field.from(), field.whenMissing(), view, field.place(), field.target());
            if (value != null) {
                Objects.requireNonNull(fields.get(field.write())).put(field.target(), value);
            }
        }
        String key = text(mapping.key(), view, mapping, "/target/key");
        Mapping.AtMost atMost = mapping.atMost();
        return new Write(
                Write.VERSION,
                mapping.name(),
                mapping.target(),
                key,
                cause.revisionOf(key),
                cause.severity(),
                cause.purpose(),
                treated(observed, cause.purpose()),
                observed == null ? null : observed.consented().device().party(),
                lane(mapping, view, key),
                other(mapping.after(), view, mapping, "/after/key"),
                other(mapping.insteadOf(), view, mapping, "/insteadOf/key"),
                mapping.takeOver() == null ? null : taken(mapping.takeOver(), view, mapping.file()),
                atMost == null ? 0 : atMost.writes(),
                atMost == null ? 0 : atMost.per().toMillis(),
                Objects.requireNonNull(fields.get(WriteMode.CREATE)),
                Objects.requireNonNull(fields.get(WriteMode.ALWAYS)),
                Objects.requireNonNull(fields.get(WriteMode.IF_UNCHANGED)),
                cause.id(),
                content,
                cause.at().toEpochMilli());
    }

    private Command command(
            CommandDefinition definition, ObjectNode view, ObservedReading observed, Cause cause, Instant happened)
            throws MissingValueException {
        SortedMap<String, JsonNode> parameters = new TreeMap<>();
        for (CommandDefinition.Parameter parameter : definition.parameters()) {
            JsonNode value =
                    value(parameter.from(), parameter.whenMissing(), view, parameter.place(), parameter.name());
            if (value != null) {
                parameters.put(parameter.name(), value);
            }
        }
        return new Command(
                Command.VERSION,
                Write.id(definition.name(), cause.id()),
                definition.name(),
                observed.consented().device().id(),
                cause.severity(),
                cause.purpose(),
                treated(observed, cause.purpose()),
                observed.consented().device().party(),
                parameters,
                cause.id(),
                content,
                cause.at().toEpochMilli(),
                // A device whose clock runs ahead is not told for longer.
                Math.min(happened.toEpochMilli(), cause.at().toEpochMilli())
                        + definition.expires().toMillis());
    }

    /** @return null where nothing is to be said */
    private static @Nullable JsonNode value(
            Expression from, WhenMissing whenMissing, ObjectNode view, String place, String name)
            throws MissingValueException {
        JsonNode value;
        try {
            value = from.apply(view);
        } catch (IllegalArgumentException e) {
            throw new ExpressionFailedException(place, String.valueOf(e.getMessage()));
        }
        if (value.isNull() && whenMissing == WhenMissing.REJECT) {
            throw new MissingValueException(place + " " + name);
        }
        return value.isNull() && whenMissing == WhenMissing.SKIP ? null : value;
    }

    /** One call at a time publishes to a topic, so that its events keep their order. */
    private static String lane(Mapping mapping, ObjectNode view, String key) {
        if (mapping.target().kind() == Target.Kind.EVENT) {
            return mapping.object();
        }
        // Not everything has the parent that others of its kind have.
        JsonNode lane = mapping.lane() == null ? null : apply(mapping.lane(), view, mapping.file(), "/lane");
        return lane == null || lane.isNull() || lane.asText().isBlank() ? key : lane.asText();
    }

    private static @Nullable String other(Mapping.@Nullable Other other, ObjectNode view, Mapping mapping, String where)
            throws MissingValueException {
        return other == null ? null : Write.id(other.mapping(), text(other.key(), view, mapping, where));
    }

    /** @return null where there is none to take over, which is the rule */
    private static @Nullable String taken(Expression takeOver, ObjectNode view, SourceFile file) {
        JsonNode id = apply(takeOver, view, file, "/target/takeOver");
        return id.isTextual() && !id.asText().isBlank() ? id.asText() : null;
    }

    private static @Nullable String treated(@Nullable ObservedReading observed, String purpose) {
        if (observed == null) {
            return null;
        }
        Treatments treatments = observed.consented().treatments(purpose);
        return treatments.isEmpty() ? null : treatments.toString();
    }

    private static String text(Expression expression, JsonNode view, Mapping mapping, String where)
            throws MissingValueException {
        JsonNode value = apply(expression, view, mapping.file(), where);
        if (value.isNull() || value.asText().isBlank()) {
            throw new MissingValueException(
                    mapping.file().place(where) + " " + where.substring(1).replace('/', '.'));
        }
        return value.asText();
    }
}
