package io.casewire.localorg.metadata;

import io.casewire.localorg.schema.SObjectType;
import java.util.Set;

/** Deploys who gets new records: queues and assignment rules. */
final class Ownership {
    private static final Set<String> QUEUE_PARTS = Set.of(
            "fullName",
            "name",
            "queueSobject",
            "email",
            "doesSendEmailToMembers",
            "queueMembers",
            "queueRoutingConfig");
    private static final Set<String> RULE_PARTS = Set.of("fullName", "active", "ruleEntry");
    private static final Set<String> ENTRY_PARTS =
            Set.of("assignedTo", "assignedToType", "criteriaItems", "formula", "booleanFilter", "template");

    private final ComponentDeploy components;

    Ownership(ComponentDeploy components) {
        this.components = components;
    }

    void queue(SourceFile file, Element xml) {
        ComponentDeploy.requireOnly(xml, QUEUE_PARTS, file.name());
        xml.required("name", file.name());
        for (Element object : xml.all("queueSobject")) {
            String name = object.required("sobjectType", file.name());
            SObjectType type = components.schema().find(name);
            if (type == null || !type.definition().ownable()) {
                throw new DeployException(
                        file.name(), object.line(), "In field: sobjectType - records of " + name + " have no owner");
            }
        }
    }

    void assignmentRules(SourceFile file, Element xml) {
        SObjectType type = components.schema().find(file.name());
        if (type == null || !type.definition().assignable()) {
            throw new DeployException(
                    file.name(), xml.line(), "Assignment rules are of Case and Lead, not of " + file.name());
        }
        int active = 0;
        for (Element rule : xml.all("assignmentRule")) {
            ComponentDeploy.requireOnly(rule, RULE_PARTS, file.name());
            active += rule.isTrue("active") ? 1 : 0;
            for (Element entry : rule.all("ruleEntry")) {
                ComponentDeploy.requireOnly(entry, ENTRY_PARTS, file.name());
                AssignmentRules.requireUsable(entry, type, file.name());
            }
        }
        if (active > 1) {
            throw new DeployException(file.name(), xml.line(), "Only one assignment rule can be active");
        }
    }
}
