package io.casewire.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.doctor.Checkup.Area;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Mapping.FieldMapping;
import io.casewire.mapping.Mapping.WriteMode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import io.casewire.names.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Every mapped field beside what the org describes to this user: what is not there, or may not be written. */
final class FieldCheckup {
    /** Where a mapping's value is one of the words of {@link Severity}. */
    private static final String SEVERITY = ".condition.severity";

    private static final Set<String> COMPOUND = Set.of("address", "location");
    private static final Set<String> NUMBERS = Set.of("int", "double", "currency", "percent");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private final Checkup checkup;
    private final PlaceKinds kinds;

    FieldCheckup(Checkup checkup, PlaceKinds kinds) {
        this.checkup = checkup;
        this.kinds = kinds;
    }

    /** @param described the object as Salesforce describes it to this user; null when it does not */
    void mapping(Mapping mapping, @Nullable JsonNode described) {
        if (described == null) {
            checkup.problem(
                    Area.FIELDS,
                    new Finding(
                            FindingCode.DOCTOR_FIELD,
                            mapping.file().place("/target/object"),
                            "the org has no object " + mapping.object() + ", or this user may not see it."));
            return;
        }
        Map<String, JsonNode> fields = byName(described);
        List<Finding> wrong = new ArrayList<>();
        key(
                mapping.file().place("/target/externalId"),
                mapping.object(),
                mapping.target().externalId(),
                fields,
                wrong);
        for (String unique : mapping.target().unique()) {
            if (find(unique, fields) == null) {
                wrong.add(new Finding(
                        FindingCode.DOCTOR_FIELD,
                        mapping.file().place("/target/unique"),
                        missing(mapping.object(), unique, fields)));
            }
        }
        for (FieldMapping field : mapping.fields()) {
            field(mapping, field, fields, wrong);
        }
        wrong.forEach(finding -> checkup.problem(Area.FIELDS, finding));
        required(mapping, fields);
        recordTypes(mapping, described);
        if (wrong.isEmpty()) {
            checkup.ok(
                    Area.FIELDS,
                    mapping.file() + ": " + mapping.fields().size() + " fields of " + mapping.object()
                            + " are there and may be written");
        }
    }

    /** @param described the platform event as Salesforce describes it to this user; null when it does not */
    void event(Mapping mapping, @Nullable JsonNode described) {
        if (described == null) {
            what(mapping, "event", "the org has no event " + mapping.object() + ", or this user may not publish it.");
            return;
        }
        Map<String, JsonNode> fields = byName(described);
        Set<String> given = fields.values().stream()
                .filter(field -> field.path("createable").asBoolean())
                .map(field -> field.path("name").asText())
                .collect(Collectors.toSet());
        Set<String> alike = given.stream().map(FieldCheckup::lower).collect(Collectors.toSet());
        List<FieldMapping> missing = mapping.fields().stream()
                .filter(field -> !alike.contains(lower(field.target())))
                .toList();
        kinds(mapping, fields);
        named(mapping, missing, given, "fields", "are there and may be published");
    }

    /** @param described the flow as the invocable actions describe it; null when there is no active one */
    void flow(Mapping mapping, @Nullable JsonNode described) {
        if (described == null) {
            what(
                    mapping,
                    "flow",
                    "the org has no active autolaunched flow " + mapping.object() + ", or this user may not run it.");
            return;
        }
        Map<String, JsonNode> byName = new HashMap<>();
        Set<String> inputs = new HashSet<>();
        Set<String> mapped = mapping.fields().stream().map(FieldMapping::target).collect(Collectors.toSet());
        for (JsonNode input : described.path("inputs")) {
            String name = input.path("name").asText();
            inputs.add(name);
            byName.put(lower(name), input);
            if (input.path("required").asBoolean() && !mapped.contains(name)) {
                what(mapping, "flow", "the flow needs " + name + ", which is not mapped.");
            }
        }
        kinds(mapping, byName);
        List<FieldMapping> missing = mapping.fields().stream()
                .filter(field -> !inputs.contains(field.target()))
                .toList();
        named(mapping, missing, inputs, "inputs", "are there");
    }

    private void kinds(Mapping mapping, Map<String, JsonNode> described) {
        List<Finding> wrong = new ArrayList<>();
        for (FieldMapping field : mapping.fields()) {
            JsonNode of = described.get(lower(field.target()));
            if (of != null) {
                length(mapping, field, of, wrong);
                kind(mapping, field, of.path("type").asText(), wrong);
            }
        }
        wrong.forEach(finding -> checkup.problem(Area.FIELDS, finding));
    }

    private void named(Mapping mapping, List<FieldMapping> missing, Set<String> given, String what, String well) {
        missing.forEach(field -> checkup.problem(
                Area.FIELDS,
                new Finding(
                        FindingCode.DOCTOR_FIELD,
                        field.place(),
                        missing(mapping.object(), field.target()) + Nearest.to(field.target(), given))));
        if (missing.isEmpty()) {
            checkup.ok(
                    Area.FIELDS,
                    mapping.file() + ": " + mapping.fields().size() + " " + what + " of " + mapping.object() + " "
                            + well);
        }
    }

    private void what(Mapping mapping, String kind, String what) {
        checkup.problem(
                Area.FIELDS,
                new Finding(FindingCode.DOCTOR_FIELD, mapping.file().place("/target/" + kind), what));
    }

    /** Where a field says which record it is. */
    void key(String file, String object, String name, @Nullable JsonNode described) {
        List<Finding> wrong = new ArrayList<>();
        key(file, object, name, described == null ? Map.of() : byName(described), wrong);
        wrong.forEach(finding -> checkup.problem(Area.FIELDS, finding));
    }

    /**
     * A field that is only read, and by the name it has.
     *
     * @param time whether it has to say when something is
     * @param described the object as Salesforce describes it; null when it does not
     */
    void read(String where, String object, String name, boolean time, @Nullable JsonNode described) {
        Map<String, JsonNode> fields = described == null ? Map.of() : byName(described);
        JsonNode found = fields.get(lower(name));
        String type = found == null ? "" : found.path("type").asText();
        String what = "";
        if (found == null) {
            what = missing(object, name, fields);
        } else if (!found.path("name").asText().equals(name)) {
            what = object + "." + name + " is written " + found.path("name").asText() + ".";
        } else if (COMPOUND.contains(type)) {
            what = object + "." + name + " is an " + type + ": name one of its parts.";
        } else if (time && !type.equals("datetime")) {
            what = object + "." + name + " is of type " + type
                    + ", but mappings/ of kind Maintenance takes a date and time from it.";
        }
        if (!what.isEmpty()) {
            checkup.problem(Area.FIELDS, new Finding(FindingCode.DOCTOR_FIELD, where, what));
        }
    }

    /** A field that may not be read for a device. */
    void ofPeople(String where, String field, String object) {
        checkup.problem(
                Area.FIELDS,
                new Finding(
                        FindingCode.DOCTOR_FIELD,
                        where,
                        field + " is of a " + object + ": what is about people is not read for devices."));
    }

    private static void key(
            String file, String object, String name, Map<String, JsonNode> fields, List<Finding> wrong) {
        JsonNode key = fields.get(lower(name));
        if (key == null) {
            wrong.add(new Finding(FindingCode.DOCTOR_FIELD, file, missing(object, name, fields)));
        } else if (!key.path("externalId").asBoolean() || !key.path("unique").asBoolean()) {
            wrong.add(new Finding(
                    FindingCode.DOCTOR_KEY, file, object + "." + name + " is no external id that is unique."));
        }
    }

    private void field(Mapping mapping, FieldMapping field, Map<String, JsonNode> fields, List<Finding> wrong) {
        String where = field.place();
        String name = field.target();
        JsonNode described = find(name, fields);
        if (described == null) {
            wrong.add(new Finding(FindingCode.DOCTOR_FIELD, where, missing(mapping.object(), name, fields)));
            return;
        }
        boolean creates = described.path("createable").asBoolean();
        boolean updates = described.path("updateable").asBoolean();
        if (!creates || (!updates && field.write() != WriteMode.CREATE)) {
            wrong.add(new Finding(
                    FindingCode.DOCTOR_READ_ONLY,
                    where,
                    mapping.object() + "." + name + " may not be " + (creates ? "changed" : "written")
                            + " by this user."));
        }
        if (!name.contains(".")) {
            value(mapping.object(), field, described, where, wrong);
            length(mapping, field, described, wrong);
            kind(mapping, field, described.path("type").asText(), wrong);
        }
    }

    /** Texts that the mapping always gives, or one of which it gives. */
    private static void value(
            String object, FieldMapping field, JsonNode described, String where, List<Finding> wrong) {
        Set<String> texts = field.from().toString().equals(SEVERITY)
                ? Arrays.stream(Severity.values()).map(Severity::label).collect(Collectors.toSet())
                : field.from().texts();
        String name = object + "." + field.target();
        String type = described.path("type").asText();
        int length = described.path("length").asInt();
        Set<String> values = new HashSet<>();
        for (JsonNode value : described.path("picklistValues")) {
            if (value.path("active").asBoolean(true)) {
                values.add(lower(value.path("value").asText()));
            }
        }
        for (String text : new TreeSet<>(texts)) {
            String what = "";
            if (described.path("restrictedPicklist").asBoolean() && !values.contains(lower(text))) {
                what = " has no value '" + text + "'." + Nearest.to(text, values);
            } else if (NUMBERS.contains(type) && !NUMBER.matcher(text).matches()) {
                what = " is a number, '" + text + "' is none.";
            } else if (type.equals("boolean") && !text.equals("true") && !text.equals("false")) {
                what = " is true or false, '" + text + "' is neither.";
            } else if (length > 0 && text.length() > length) {
                what = " takes " + length + " characters, '" + text + "' has " + text.length() + ".";
            }
            if (!what.isEmpty()) {
                wrong.add(new Finding(FindingCode.DOCTOR_VALUE, where, name + what));
            }
        }
    }

    /** How much of it there may be, where that can be told without a reading. */
    private void length(Mapping mapping, FieldMapping field, JsonNode described, List<Finding> wrong) {
        int takes = described.path("length").asInt();
        int most = kinds.mostCharacters(field.from(), mapping);
        if (takes > 0 && most > takes) {
            wrong.add(new Finding(
                    FindingCode.DOCTOR_VALUE,
                    field.place(),
                    mapping.object() + "." + field.target() + " takes " + takes + " characters, and " + field.from()
                            + " may have " + most + ": hand on a part, as " + field.from() + "[0 : " + takes + "]."));
        }
    }

    /** What it is given, where that can be told without a reading. */
    private void kind(Mapping mapping, FieldMapping field, String type, List<Finding> wrong) {
        PlaceKinds.Kind given = kinds.of(field.from(), mapping);
        if (given != null && !PlaceKinds.taken(type).contains(given)) {
            wrong.add(new Finding(
                    FindingCode.DOCTOR_VALUE,
                    field.place(),
                    mapping.object() + "." + field.target() + " is of type " + type.toLowerCase(Locale.ROOT) + ", and "
                            + field.from() + " is " + given.words() + "."));
        }
    }

    /** What the org wants of a new record, and this mapping does not give: known records can be updated. */
    private void required(Mapping mapping, Map<String, JsonNode> fields) {
        Set<String> given = new HashSet<>();
        given.add(lower(mapping.target().externalId()));
        for (FieldMapping field : mapping.fields()) {
            JsonNode found = find(field.target(), fields);
            given.add(lower(found == null ? field.target() : found.path("name").asText()));
        }
        String wanted = fields.values().stream()
                .filter(field -> field.path("createable").asBoolean()
                        && !field.path("nillable").asBoolean(true)
                        && !field.path("defaultedOnCreate").asBoolean()
                        && !field.path("type").asText().equals("boolean"))
                .map(field -> field.path("name").asText())
                .filter(name -> !given.contains(lower(name)))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!wanted.isEmpty()) {
            checkup.note(
                    Area.FIELDS,
                    new Finding(
                            FindingCode.DOCTOR_REQUIRED,
                            mapping.file().place("/fields"),
                            "a new " + mapping.object() + " needs " + wanted + ", which is not mapped."));
        }
    }

    private void recordTypes(Mapping mapping, JsonNode described) {
        List<JsonNode> types = StreamSupport.stream(
                        described.path("recordTypeInfos").spliterator(), false)
                .filter(type -> type.path("active").asBoolean(true)
                        && type.path("available").asBoolean()
                        && !type.path("master").asBoolean())
                .toList();
        boolean mapped = mapping.fields().stream()
                .anyMatch(field -> lower(field.target()).equals("recordtypeid"));
        if (types.size() > 1 && !mapped) {
            String standard = types.stream()
                    .filter(type -> type.path("defaultRecordTypeMapping").asBoolean())
                    .map(type -> type.path("name").asText())
                    .findFirst()
                    .orElse("none");
            checkup.note(
                    Area.FIELDS,
                    new Finding(
                            FindingCode.DOCTOR_RECORD_TYPE,
                            mapping.file().place("/fields"),
                            mapping.object() + " has " + types.size() + " record types; new records get this user's"
                                    + " default, " + standard + "."));
        }
    }

    /** A field, or the lookup that a path leads through. */
    private static @Nullable JsonNode find(String name, Map<String, JsonNode> fields) {
        int dot = name.indexOf('.');
        return dot < 0 ? fields.get(lower(name)) : lookup(name.substring(0, dot), fields);
    }

    private static @Nullable JsonNode lookup(String relationship, Map<String, JsonNode> fields) {
        return fields.values().stream()
                .filter(field -> field.path("relationshipName").asText("").equalsIgnoreCase(relationship))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, JsonNode> byName(JsonNode described) {
        Map<String, JsonNode> fields = new HashMap<>();
        described
                .path("fields")
                .forEach(field -> fields.put(lower(field.path("name").asText()), field));
        return fields;
    }

    private static String missing(String object, String name, Map<String, JsonNode> fields) {
        List<String> names = fields.values().stream()
                .map(field -> field.path("name").asText())
                .toList();
        return missing(object, name) + Nearest.to(name, names);
    }

    private static String missing(String object, String name) {
        return object + "." + name + " is not there, or this user may not see it.";
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
