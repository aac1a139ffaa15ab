package io.casewire.localorg.metadata;

import io.casewire.localorg.dml.OwnerRule;
import io.casewire.localorg.formula.Formula;
import io.casewire.localorg.formula.FormulaException;
import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads deployed assignment rules; the first entry that fits decides. */
public final class AssignmentRules {
    private static final Set<String> OPERATIONS = Set.of("equals", "notEqual", "contains", "startsWith");

    private AssignmentRules() {}

    static void requireUsable(Element entry, SObjectType type, String component) {
        entry.required("assignedTo", component);
        if (entry.first("booleanFilter") != null) {
            throw new DeployException(component, entry.line(), "The local org does not support 'booleanFilter'");
        }
        for (Element item : entry.all("criteriaItems")) {
            String operation = item.required("operation", component);
            if (!OPERATIONS.contains(operation)) {
                throw new DeployException(
                        component, item.line(), "The local org does not support the operation '" + operation + "'");
            }
            field(type, item.required("field", component), component, item.line());
        }
        String formula = entry.text("formula", "");
        if (!formula.isEmpty()) {
            try {
                Formula.compile(formula)
                        .fieldNames()
                        .forEach(name -> field(type, type.name() + "." + name, component, entry.line()));
            } catch (FormulaException e) {
                throw new DeployException(component, entry.line(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static Field field(SObjectType type, String path, String component, int line) {
        Field field = type.findField(path.substring(path.indexOf('.') + 1));
        if (field == null) {
            throw new DeployException(component, line, "In field: field - no CustomField named " + path + " found");
        }
        return field;
    }

    /** The entries of an object's active rule, in order; empty when none is active. */
    public static List<OwnerRule> active(Schema schema, SObjectType type) {
        Component rules = schema.component(MetadataType.ASSIGNMENT_RULES.xmlName(), type.name());
        List<OwnerRule> entries = new ArrayList<>();
        if (rules != null) {
            Element xml = XmlReader.read(rules);
            for (Element rule : xml.all("assignmentRule")) {
                if (rule.isTrue("active")) {
                    rule.all("ruleEntry").forEach(entry -> entries.add(entry(entry)));
                }
            }
        }
        return entries;
    }

    private static OwnerRule entry(Element entry) {
        List<OwnerRule.Criterion> criteria = entry.all("criteriaItems").stream()
                .map(item -> new OwnerRule.Criterion(
                        item.text("field", "").substring(item.text("field", "").indexOf('.') + 1),
                        item.text("operation", ""),
                        item.text("value", "")))
                .toList();
        return new OwnerRule(
                criteria,
                entry.text("formula", ""),
                entry.text("assignedTo", ""),
                entry.text("assignedToType", "User"));
    }
}
