package io.casewire.localorg.flow;

import io.casewire.localorg.formula.Formula;
import io.casewire.localorg.formula.FormulaException;
import io.casewire.localorg.metadata.DeployException;
import io.casewire.localorg.metadata.Element;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads a flow and refuses by name what this org cannot run. */
public final class FlowReader {
    private static final Set<String> DESCRIPTION = Set.of(
            "fullName",
            "apiVersion",
            "areMetricsLoggedToDataCloud",
            "customErrors",
            "description",
            "environments",
            "interviewLabel",
            "label",
            "processMetadataValues",
            "processType",
            "runInMode",
            "sourceTemplate",
            "status",
            "triggerOrder");
    private static final Set<String> RESOURCES = Set.of("variables", "formulas", "constants", "textTemplates");
    private static final Set<String> ELEMENTS = Set.of(
            "decisions",
            "assignments",
            "loops",
            "recordLookups",
            "recordCreates",
            "recordUpdates",
            "recordDeletes",
            "subflows",
            "actionCalls");
    private static final Set<String> RECORD_ELEMENTS =
            Set.of("recordLookups", "recordCreates", "recordUpdates", "recordDeletes");
    private static final Set<String> START = Set.of(
            "locationX",
            "locationY",
            "connector",
            "object",
            "triggerType",
            "recordTriggerType",
            "filters",
            "filterLogic",
            "filterFormula",
            "doesRequireRecordChangedToMeetCriteria",
            "name",
            "label");
    private static final Set<String> TRIGGERS =
            Set.of("", "RecordBeforeSave", "RecordAfterSave", "RecordBeforeDelete", "PlatformEvent");
    static final Set<String> ACTIONS = Set.of("emailSimple", "chatterPost", Notification.ACTION);
    private static final Set<String> OPERATORS = Set.of(
            "EqualTo",
            "NotEqualTo",
            "GreaterThan",
            "GreaterThanOrEqualTo",
            "LessThan",
            "LessThanOrEqualTo",
            "Contains",
            "StartsWith",
            "EndsWith",
            "IsNull",
            "IsChanged");

    private final String name;
    private final Schema schema;

    private FlowReader(String name, Schema schema) {
        this.name = name;
        this.schema = schema;
    }

    /** @throws DeployException with the element that is wrong and why */
    public static void check(String name, Element xml, Schema schema) {
        read(name, xml, schema);
    }

    static Flow read(String name, Element xml, Schema schema) {
        return new FlowReader(name, schema).read(xml);
    }

    private Flow read(Element xml) {
        String processType = xml.text("processType", "AutoLaunchedFlow");
        if (!processType.equals("AutoLaunchedFlow")) {
            throw wrong(xml, "The local org runs flows of type AutoLaunchedFlow, not " + processType);
        }
        Map<String, Element> elements = new LinkedHashMap<>();
        Map<String, Element> resources = new LinkedHashMap<>();
        for (Element child : xml.children()) {
            String kind = child.name();
            if (ELEMENTS.contains(kind)) {
                elements.put(child.required("name", name), child);
            } else if (RESOURCES.contains(kind)) {
                resources.put(child.required("name", name), child);
            } else if (!DESCRIPTION.contains(kind) && !kind.equals("start")) {
                throw wrong(child, "The local org does not know the flow element '" + kind + "'");
            }
        }
        Element start = xml.first("start");
        if (start == null) {
            throw wrong(xml, "Required field is missing: start");
        }
        Flow flow = new Flow(
                name,
                xml.text("label", name),
                xml.text("status", "Draft").equals("Active"),
                start,
                elements,
                resources);
        checkStart(start);
        elements.values().forEach(element -> checkElement(flow, element));
        resources.values().forEach(this::checkResource);
        checkConnectors(flow, start);
        return flow;
    }

    private void checkStart(Element start) {
        for (Element child : start.children()) {
            if (!START.contains(child.name())) {
                throw wrong(child, "The local org does not know '" + child.name() + "' of a flow's start");
            }
        }
        String trigger = start.text("triggerType", "");
        if (!TRIGGERS.contains(trigger)) {
            throw wrong(start, "The local org does not run flows with the trigger " + trigger);
        }
        SObjectType type = trigger.isEmpty() ? null : object(start, start.required("object", name));
        if (type != null && trigger.equals("PlatformEvent") != type.definition().event()) {
            throw wrong(start, "The trigger " + trigger + " does not fit the object " + type);
        }
        if (trigger.startsWith("Record")) {
            String when = start.required("recordTriggerType", name);
            boolean deletes = trigger.equals("RecordBeforeDelete");
            if (!(deletes ? Set.of("Delete") : Set.of("Create", "Update", "CreateAndUpdate")).contains(when)) {
                throw wrong(start, "The local org does not run flows on " + when);
            }
        }
        if (type != null) {
            checkFilters(start, type);
        }
        Element formula = start.first("filterFormula");
        if (formula != null) {
            checkFormula(formula, formula.text());
        }
    }

    private void checkElement(Flow flow, Element element) {
        checkConnectors(flow, element);
        String kind = element.name();
        if (RECORD_ELEMENTS.contains(kind)) {
            checkRecordElement(element);
        } else if (kind.equals("decisions")) {
            for (Element rule : element.all("rules")) {
                checkConnectors(flow, rule);
                requireAnd(rule, "conditionLogic");
                rule.all("conditions").forEach(this::checkOperator);
            }
        } else if (kind.equals("actionCalls")) {
            String action = element.required("actionType", name);
            if (!ACTIONS.contains(action)) {
                throw wrong(element, "The local org does not know the action '" + action + "'");
            }
        } else if (kind.equals("subflows")) {
            element.required("flowName", name);
        }
    }

    private void checkRecordElement(Element element) {
        boolean byReference = element.first("inputReference") != null;
        if (byReference) {
            return;
        }
        SObjectType type = object(element, element.required("object", name));
        boolean event = type.definition().event();
        if (event && !element.name().equals("recordCreates")) {
            throw wrong(element, "Platform events can only be created");
        }
        checkFilters(element, type);
        for (Element assignment : element.all("inputAssignments")) {
            String field = assignment.required("field", name);
            if (type.findField(field) == null) {
                throw wrong(assignment, "In field: field - no CustomField named " + type + "." + field + " found");
            }
        }
    }

    private void checkFilters(Element element, SObjectType type) {
        requireAnd(element, "filterLogic");
        for (Element filter : element.all("filters")) {
            String field = filter.required("field", name);
            if (type.findField(field) == null) {
                throw wrong(filter, "In field: field - no CustomField named " + type + "." + field + " found");
            }
            checkOperator(filter);
        }
    }

    private void requireAnd(Element element, String logic) {
        String text = element.text(logic, "and");
        if (!text.equalsIgnoreCase("and") && !text.equalsIgnoreCase("or")) {
            throw wrong(element, "The local org knows the logic 'and' and 'or', not '" + text + "'");
        }
    }

    private void checkOperator(Element condition) {
        String operator = condition.required("operator", name);
        if (!OPERATORS.contains(operator)) {
            throw wrong(condition, "The local org does not know the operator '" + operator + "'");
        }
    }

    private void checkResource(Element resource) {
        if (resource.name().equals("formulas")) {
            checkFormula(resource, resource.required("expression", name));
        }
    }

    private void checkFormula(Element at, String formula) {
        try {
            Formula.compileOfFlow(formula);
        } catch (FormulaException e) {
            throw wrong(at, String.valueOf(e.getMessage()));
        }
    }

    private void checkConnectors(Flow flow, Element element) {
        for (String kind : Set.of(
                "connector", "defaultConnector", "faultConnector", "nextValueConnector", "noMoreValuesConnector")) {
            Element connector = element.first(kind);
            String target = connector == null ? "" : connector.text("targetReference", "");
            if (!target.isEmpty() && flow.element(target) == null) {
                throw wrong(element, kind + " leads to '" + target + "', which is no element of this flow");
            }
        }
    }

    private SObjectType object(Element element, String object) {
        SObjectType type = schema.find(object);
        if (type == null) {
            throw wrong(element, "In field: object - no CustomObject named " + object + " found");
        }
        return type;
    }

    private DeployException wrong(Element at, String problem) {
        return new DeployException(name, at.line(), problem);
    }
}
