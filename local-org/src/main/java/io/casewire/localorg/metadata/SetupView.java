package io.casewire.localorg.metadata;

import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.ObjectDefinition.UniqueTogether;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.setup.Settings;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records of a view, and beside them what is deployed, as records to be read: assignment rules, duplicate rules and
 * flows, and for the Tooling API validation rules and members of event channels.
 */
public final class SetupView implements RecordView {
    private static final Schema TOOLING = Schema.tooling();
    private static final String INSTANCE = "Lo0";
    private static final Set<String> DERIVED = Set.of("AssignmentRule", "DuplicateRule", "FlowDefinitionView");

    /** What has duplicate rules in a new org (Salesforce help: Standard Duplicate Rules). */
    private static final List<String> STANDARD_DUPLICATE_RULES = List.of("Account", "Contact", "Lead");

    private final RecordView records;
    private final Schema schema;
    private final Settings settings;

    private SetupView(RecordView records, Schema schema, Settings settings) {
        this.records = records;
        this.schema = schema;
        this.settings = settings;
    }

    /** For the query resource. */
    public static RecordView of(RecordView records, Settings settings) {
        return new SetupView(records, records.schema(), settings);
    }

    /** For the query resource of the Tooling API. */
    public static RecordView tooling(RecordView records, Settings settings) {
        return new SetupView(records, TOOLING, settings);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Row get(SObjectType type, String id) {
        return isDerived(type)
                ? rows(type).stream()
                        .filter(row -> row.id().equals(id))
                        .findFirst()
                        .orElse(null)
                : records.get(type, id);
    }

    @Override
    public List<Row> find(SObjectType type, Field field, Object value) {
        return isDerived(type)
                ? rows(type).stream()
                        .filter(row -> Objects.equals(row.get(field), value))
                        .toList()
                : records.find(type, field, value);
    }

    @Override
    public List<Row> findSame(SObjectType type, UniqueTogether together, Row row) {
        return isDerived(type) ? List.of() : records.findSame(type, together, row);
    }

    @Override
    public Collection<Row> rows(SObjectType type) {
        return isDerived(type) ? derived(type) : records.rows(type);
    }

    private boolean isDerived(SObjectType type) {
        return schema == TOOLING || DERIVED.contains(type.name());
    }

    private List<Row> derived(SObjectType type) {
        Rows rows = new Rows(type);
        switch (type.name()) {
            case "AssignmentRule" -> assignmentRules(rows);
            case "DuplicateRule" -> duplicateRules(rows);
            case "FlowDefinitionView" -> flows(rows);
            case "EntityDefinition" ->
                entities().forEach(entity -> rows.add(row -> row.set("QualifiedApiName", entity.name())));
            case "ValidationRule" -> validationRules(rows);
            case "PlatformEventChannelMember" -> channelMembers(rows);
            default -> throw new IllegalArgumentException("nothing is known of " + type.name());
        }
        return rows.all;
    }

    private void assignmentRules(Rows rows) {
        for (Component component : components(MetadataType.ASSIGNMENT_RULES)) {
            for (Element rule : XmlReader.read(component).all("assignmentRule")) {
                rows.add(row -> row.set("Name", rule.text("fullName", ""))
                        .set("SobjectType", component.fullName())
                        .set("Active", rule.isTrue("active")));
            }
        }
    }

    private void duplicateRules(Rows rows) {
        for (String object : STANDARD_DUPLICATE_RULES) {
            rows.add(row -> row.set("DeveloperName", "Standard_" + object + "_Duplicate_Rule")
                    .set("MasterLabel", "Standard " + object + " Duplicate Rule")
                    .set("SobjectType", object)
                    .set("IsActive", settings.duplicateRules()));
        }
    }

    private void flows(Rows rows) {
        for (Component component : components(MetadataType.FLOW)) {
            Element flow = XmlReader.read(component);
            Element start = flow.first("start");
            rows.add(row -> row.set("ApiName", component.fullName())
                    .set("Label", flow.text("label", component.fullName()))
                    .set("ProcessType", flow.text("processType", ""))
                    .set("TriggerType", start == null ? null : start.text("triggerType", ""))
                    .set("TriggerObjectOrEventId", start == null ? null : start.text("object", ""))
                    .set("ActiveVersionId", isActive(flow) ? RecordId.of("301", INSTANCE, rows.all.size() + 1L) : null)
                    .set("IsActive", isActive(flow)));
        }
    }

    private static boolean isActive(Element flow) {
        return flow.text("status", "").equals("Active");
    }

    private void validationRules(Rows rows) {
        SObjectType entities = TOOLING.type("EntityDefinition");
        long number = 0;
        for (SObjectType entity : entities().toList()) {
            String id = Rows.id(entities, ++number);
            entity.definition()
                    .validationRules()
                    .forEach(rule -> rows.add(row -> row.set("ValidationName", rule.name())
                            .set("EntityDefinitionId", id)
                            .set("Active", rule.active())
                            .set("ErrorMessage", rule.errorMessage())));
        }
    }

    private void channelMembers(Rows rows) {
        for (Component component : components(MetadataType.CHANNEL_MEMBER)) {
            Element member = XmlReader.read(component);
            rows.add(row -> row.set("DeveloperName", component.fullName())
                    .set("EventChannel", member.text("eventChannel", ""))
                    .set("SelectedEntity", member.text("selectedEntity", "")));
        }
    }

    private Stream<SObjectType> entities() {
        return records.schema().types().stream().filter(type -> !DERIVED.contains(type.name()));
    }

    private List<Component> components(MetadataType type) {
        return records.schema().components(type.xmlName());
    }

    /** Records that are made up while they are read; the same deploy gives them the same ids. */
    private static final class Rows {
        private final SObjectType type;
        private final List<Row> all = new ArrayList<>();

        Rows(SObjectType type) {
            this.type = type;
        }

        /** Of the so many-th record of its type. */
        static String id(SObjectType type, long number) {
            return RecordId.of(type.keyPrefix(), INSTANCE, number);
        }

        void add(Consumer<Values> values) {
            Row.Draft draft =
                    Row.Draft.create(id(type, all.size() + 1L), type.fields().size());
            draft.set(type.field("Id"), draft.id());
            values.accept(new Values(type, draft));
            all.add(draft.toRow());
        }
    }

    private record Values(SObjectType type, Row.Draft draft) {
        Values set(String field, @Nullable Object value) {
            draft.set(type.field(field), "".equals(value) ? null : value);
            return this;
        }
    }
}
