package io.casewire.localorg.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Field}; what is not set has the value most fields have. Also how fields are read from JSON. */
@JsonPOJOBuilder(withPrefix = "")
public final class FieldBuilder {
    private int slot = -1;
    private String name = "";
    private String label = "";
    private FieldType type = FieldType.STRING;
    private int length;
    private int precision;
    private int scale;
    private boolean required;
    private Access access = Access.READ_WRITE;
    private boolean unique;
    private boolean externalId;
    private boolean caseSensitive;
    private boolean nameField;
    private boolean custom;
    private boolean autoNumber;
    private boolean calculated;
    private @Nullable String defaultValue;
    private @Nullable String displayFormat;
    private @Nullable String inlineHelpText;
    private List<PicklistValue> picklistValues = List.of();
    private boolean restrictedPicklist;
    private List<String> referenceTo = List.of();
    private @Nullable String relationshipName;
    private @Nullable String childRelationshipName;
    private boolean cascadeDelete;

    FieldBuilder() {}

    static FieldBuilder from(Field field) {
        FieldBuilder builder = new FieldBuilder();
        builder.slot = field.slot();
        builder.name = field.name();
        builder.label = field.label();
        builder.type = field.type();
        builder.length = field.length();
        builder.precision = field.precision();
        builder.scale = field.scale();
        builder.required = field.required();
        builder.access = field.access();
        builder.unique = field.unique();
        builder.externalId = field.externalId();
        builder.caseSensitive = field.caseSensitive();
        builder.nameField = field.nameField();
        builder.custom = field.custom();
        builder.autoNumber = field.autoNumber();
        builder.calculated = field.calculated();
        builder.defaultValue = field.defaultValue();
        builder.displayFormat = field.displayFormat();
        builder.inlineHelpText = field.inlineHelpText();
        builder.picklistValues = field.picklistValues();
        builder.restrictedPicklist = field.restrictedPicklist();
        builder.referenceTo = field.referenceTo();
        builder.relationshipName = field.relationshipName();
        builder.childRelationshipName = field.childRelationshipName();
        builder.cascadeDelete = field.cascadeDelete();
        return builder;
    }

    FieldBuilder slot(int value) {
        this.slot = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder name(String value) {
        this.name = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder label(String value) {
        this.label = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder type(FieldType value) {
        this.type = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder length(int value) {
        this.length = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder precision(int value) {
        this.precision = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder scale(int value) {
        this.scale = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder required(boolean value) {
        this.required = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder access(Access value) {
        this.access = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder unique(boolean value) {
        this.unique = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder externalId(boolean value) {
        this.externalId = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder caseSensitive(boolean value) {
        this.caseSensitive = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder nameField(boolean value) {
        this.nameField = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder custom(boolean value) {
        this.custom = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder autoNumber(boolean value) {
        this.autoNumber = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder calculated(boolean value) {
        this.calculated = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder defaultValue(@Nullable String value) {
        this.defaultValue = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder displayFormat(@Nullable String value) {
        this.displayFormat = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder inlineHelpText(@Nullable String value) {
        this.inlineHelpText = value;
        return this;
    }

    public FieldBuilder picklistValues(List<PicklistValue> values) {
        this.picklistValues = values;
        return this;
    }

    /** Takes a list of objects, or of plain strings where value and label are the same. */
    @JsonProperty("picklistValues")
    FieldBuilder picklistValuesFromJson(JsonNode values) {
        this.picklistValues = StreamSupport.stream(values.spliterator(), false)
                .map(FieldBuilder::picklistValue)
                .toList();
        return this;
    }

    private static PicklistValue picklistValue(JsonNode json) {
        if (json.isTextual()) {
            return PicklistValue.of(json.asText());
        }
        String value = json.path("value").asText();
        return new PicklistValue(
                value,
                json.path("label").asText(value),
                json.path("byDefault").asBoolean(),
                json.path("closed").asBoolean());
    }

    @JsonProperty
    public FieldBuilder restrictedPicklist(boolean value) {
        this.restrictedPicklist = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder referenceTo(List<String> value) {
        this.referenceTo = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder relationshipName(@Nullable String value) {
        this.relationshipName = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder childRelationshipName(@Nullable String value) {
        this.childRelationshipName = value;
        return this;
    }

    @JsonProperty
    public FieldBuilder cascadeDelete(boolean value) {
        this.cascadeDelete = value;
        return this;
    }

    public Field build() {
        return new Field(
                slot,
                name,
                label.isEmpty() ? Labels.from(name) : label,
                type,
                length,
                precision,
                scale,
                required,
                access,
                unique,
                externalId,
                caseSensitive,
                nameField,
                custom,
                autoNumber,
                calculated,
                defaultValue,
                displayFormat,
                inlineHelpText,
                picklistValues,
                restrictedPicklist,
                referenceTo,
                relationshipName,
                childRelationshipName,
                cascadeDelete);
    }
}
