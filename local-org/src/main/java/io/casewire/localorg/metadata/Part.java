package io.casewire.localorg.metadata;

import io.casewire.localorg.schema.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One component of a deploy: a file, or an element inside an object's file. */
record Part(SourceFile file, String type, String object, String name, Element xml) {
    private static final Map<String, String> INSIDE_OBJECT = Map.of(
            "fields", "CustomField",
            "validationRules", "ValidationRule",
            "listViews", "ListView",
            "compactLayouts", "CompactLayout");

    /** The components of a file: itself, and for an object everything listed inside. */
    static List<Part> of(SourceFile file) {
        Element xml = XmlReader.read(file.content());
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(file, file.type(), file.parent(), file.name(), xml));
        if (file.type().equals("CustomObject")) {
            for (Element child : xml.children()) {
                String type = INSIDE_OBJECT.get(child.name());
                if (type != null) {
                    String name = child.required("fullName", file.name());
                    parts.add(new Part(file, type, file.name(), name, child));
                }
            }
        }
        return parts;
    }

    String fullName() {
        return object.isEmpty() ? name : object + "." + name;
    }

    void deploy(ComponentDeploy components) {
        MetadataType known = MetadataType.named(type);
        if (known == null) {
            throw new DeployException(fullName(), xml.line(), "The local org does not deploy " + type);
        }
        switch (known) {
            case CUSTOM_OBJECT -> components.object(file, xml);
            case CUSTOM_FIELD -> components.field(object, xml, name);
            case VALIDATION_RULE -> components.validationRule(object, xml, name);
            case LIST_VIEW -> components.listView(object, xml, name);
            case COMPACT_LAYOUT -> components.compactLayout(object, xml, name);
            case LAYOUT -> components.layout(file, xml);
            case CUSTOM_TAB -> components.tab(file, xml);
            case PERMISSION_SET -> components.permissionSet(file, xml);
            case CUSTOM_METADATA -> {
                components.customMetadata(file, xml);
                return;
            }
            case QUEUE -> new Ownership(components).queue(file, xml);
            case CUSTOM_NOTIFICATION_TYPE -> components.notificationType(file, xml);
            case ASSIGNMENT_RULES -> new Ownership(components).assignmentRules(file, xml);
            case CHANNEL -> new EventComponents(components).channel(file, xml);
            case CHANNEL_MEMBER -> new EventComponents(components).member(file, xml);
            case MANAGED_SUBSCRIPTION -> new EventComponents(components).subscription(file, xml);
            case FLOW -> components.flow(name, xml);
            case CONNECTED_APP ->
                throw new DeployException(
                        fullName(),
                        xml.line(),
                        "Connected apps cannot be created any more (Spring '26): use an external client app");
            case EXTERNAL_CLIENT_APPLICATION,
                    EXTERNAL_CLIENT_OAUTH,
                    EXTERNAL_CLIENT_GLOBAL_OAUTH,
                    EXTERNAL_CLIENT_POLICIES -> xml.required("label", fullName());
        }
        components.keep(new Component(
                type, fullName(), xml.without(INSIDE_OBJECT.keySet()).toXml()));
    }
}
