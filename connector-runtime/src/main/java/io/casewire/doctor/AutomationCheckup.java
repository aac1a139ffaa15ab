package io.casewire.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.content.Content;
import io.casewire.doctor.Checkup.Area;
import io.casewire.mapping.Mapping;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgQuestions;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules and flows of the org that act on what Casewire writes, and Casewire's own. */
final class AutomationCheckup {
    /** What the metadata that is shipped with Casewire is called. */
    private static final String SHIPPED = "Casewire_";

    private static final List<String> FLOWS =
            List.of("Casewire_Case_About_Device", "Casewire_Case_Changed", "Casewire_Case_Deleted");

    private final OrgQuestions org;
    private final Content content;
    private final Set<String> objects;
    private final Checkup checkup;

    /** @param objects those that are mapped */
    AutomationCheckup(OrgQuestions org, Content content, Set<String> objects, Checkup checkup) {
        this.org = org;
        this.content = content;
        this.objects = objects;
        this.checkup = checkup;
    }

    void run() throws OrgUnreachableException {
        validationRules();
        duplicateRules();
        assignmentRules();
        flows();
    }

    private void validationRules() throws OrgUnreachableException {
        List<JsonNode> rules =
                org.tooling("SELECT ValidationName, EntityDefinition.QualifiedApiName FROM ValidationRule"
                        + " WHERE Active = true AND EntityDefinition.QualifiedApiName" + Soql.in(objects));
        named(
                rules,
                "ValidationRule",
                FindingCode.DOCTOR_VALIDATION_RULE,
                rule -> rule.path("EntityDefinition").path("QualifiedApiName").asText(),
                rule -> rule.path("ValidationName").asText(),
                "active validation rules");
    }

    private void duplicateRules() throws OrgUnreachableException {
        List<JsonNode> rules =
                org.query("SELECT DeveloperName, SobjectType FROM DuplicateRule WHERE IsActive = true AND SobjectType"
                        + Soql.in(objects));
        named(
                rules,
                "DuplicateRule",
                FindingCode.DOCTOR_DUPLICATE_RULE,
                rule -> rule.path("SobjectType").asText(),
                rule -> rule.path("DeveloperName").asText(),
                "active duplicate rules");
    }

    private void assignmentRules() throws OrgUnreachableException {
        List<JsonNode> rules = org.query(
                "SELECT Name, SobjectType FROM AssignmentRule WHERE Active = true AND SobjectType" + Soql.in(objects));
        if (rules == null) {
            OrgCheckup.hidden(checkup, Area.AUTOMATION, "AssignmentRule", "which assignment rules are active");
            return;
        }
        for (Mapping mapping : content.mappings()) {
            if (!mapping.target().assignment()) {
                continue;
            }
            String active = rules.stream()
                    .filter(rule -> rule.path("SobjectType").asText().equals(mapping.object()))
                    .map(rule -> rule.path("Name").asText())
                    .collect(Collectors.joining(", "));
            if (active.isEmpty()) {
                checkup.note(
                        Area.AUTOMATION,
                        new Finding(
                                FindingCode.DOCTOR_ASSIGNMENT_RULE,
                                mapping.file().path(),
                                mapping.object() + " has no active assignment rule: new records go to the default"
                                        + " owner, or to this user."));
            } else {
                checkup.ok(Area.AUTOMATION, mapping.object() + ": assignment rule " + active + " chooses the owner");
            }
        }
    }

    private void flows() throws OrgUnreachableException {
        List<JsonNode> flows = org.query(
                "SELECT ApiName, TriggerObjectOrEventId FROM FlowDefinitionView WHERE ActiveVersionId != null");
        if (flows == null) {
            OrgCheckup.hidden(checkup, Area.AUTOMATION, "FlowDefinitionView", "which flows are active");
            return;
        }
        Map<String, String> byId = objectsById();
        List<JsonNode> others = flows.stream()
                .filter(flow ->
                        byId.containsKey(flow.path("TriggerObjectOrEventId").asText()))
                .filter(flow -> !flow.path("ApiName").asText().startsWith(SHIPPED))
                .toList();
        named(
                others,
                "FlowDefinitionView",
                FindingCode.DOCTOR_FLOW,
                flow -> String.valueOf(
                        byId.get(flow.path("TriggerObjectOrEventId").asText())),
                flow -> flow.path("ApiName").asText(),
                "active flows of others");
        Set<String> active =
                flows.stream().map(flow -> flow.path("ApiName").asText()).collect(Collectors.toSet());
        List<String> missing =
                FLOWS.stream().filter(flow -> !active.contains(flow)).toList();
        if (missing.isEmpty()) {
            checkup.ok(Area.AUTOMATION, "what people do with Cases comes back by " + String.join(" and ", FLOWS));
        } else {
            checkup.problem(
                    Area.AUTOMATION,
                    new Finding(
                            FindingCode.DOCTOR_OWN_FLOW,
                            String.join(", ", missing),
                            "not active: that people closed, merged or deleted a Case will not be known."));
        }
    }

    /** A flow names what starts it by its durable id: for standard objects that is the name, for custom ones it is not. */
    private Map<String, String> objectsById() throws OrgUnreachableException {
        Map<String, String> byId = new TreeMap<>();
        objects.forEach(object -> byId.put(object, object));
        List<JsonNode> entities = org.query(
                "SELECT DurableId, QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName" + Soql.in(objects));
        if (entities != null) {
            entities.forEach(entity -> byId.put(
                    entity.path("DurableId").asText(),
                    entity.path("QualifiedApiName").asText()));
        }
        return byId;
    }

    private interface Text {
        String of(JsonNode record);
    }

    /** One line for each object, with the names of what acts on it. */
    private void named(
            @Nullable List<JsonNode> found, String source, FindingCode code, Text object, Text name, String what) {
        if (found == null) {
            OrgCheckup.hidden(checkup, Area.AUTOMATION, source, "which " + what + " there are");
            return;
        }
        Map<String, List<String>> byObject = new TreeMap<>();
        found.forEach(record -> byObject.computeIfAbsent(object.of(record), it -> new ArrayList<>())
                .add(name.of(record)));
        byObject.forEach((on, names) ->
                checkup.note(Area.AUTOMATION, new Finding(code, on, what + ": " + String.join(", ", names) + ".")));
        if (byObject.isEmpty()) {
            checkup.ok(Area.AUTOMATION, "no " + what + " on " + String.join(", ", objects));
        }
    }
}
