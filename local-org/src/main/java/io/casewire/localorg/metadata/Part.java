package io.casewire.localorg.metadata;

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
        switch (type) {
            case "CustomObject" -> components.object(file, xml);
            case "CustomField" -> components.field(object, xml, name);
            case "ValidationRule" -> components.validationRule(object, xml, name);
            case "ListView" -> components.listView(object, xml, name);
            case "CompactLayout" -> components.compactLayout(object, xml, name);
            case "Layout" -> components.layout(file, xml);
            case "CustomTab" -> components.tab(file, xml);
            case "PlatformEventChannel" -> new EventComponents(components).channel(file, xml);
            case "PlatformEventChannelMember" -> new EventComponents(components).member(file, xml);
            case "ManagedEventSubscription" -> new EventComponents(components).subscription(file, xml);
            case "PermissionSet" -> components.permissionSet(file, xml);
            default -> throw new DeployException(fullName(), xml.line(), "The local org does not deploy " + type);
        }
    }
}
