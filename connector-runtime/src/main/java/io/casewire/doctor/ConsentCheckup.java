package io.casewire.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.Purpose;
import io.casewire.content.Content;
import io.casewire.doctor.Checkup.Area;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgQuestions;
import io.casewire.salesforce.OrgUnreachableException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What people agree to, in the org: whether it can be read, heard of, and means what the content says. */
final class ConsentCheckup {
    private static final List<String> OBJECTS = List.of(
            "Individual",
            "DataUsePurpose",
            "DataUseLegalBasis",
            "ContactPointTypeConsent",
            "ContactPointConsent",
            "PartyConsent",
            "ContactPointEmail",
            "ContactPointPhone",
            "ContactPointAddress",
            "AuthorizationForm",
            "AuthorizationFormText",
            "AuthorizationFormDataUse",
            "AuthorizationFormConsent");

    /** Change data capture has room for five (Salesforce help: Change Data Capture Allocations). */
    private static final int MOST_ENTITIES = 5;

    private final OrgQuestions org;
    private final Content content;
    private final Checkup checkup;

    ConsentCheckup(OrgQuestions org, Content content, Checkup checkup) {
        this.org = org;
        this.content = content;
        this.checkup = checkup;
    }

    void run() throws OrgUnreachableException {
        objects();
        purposes();
        capturedEntities();
    }

    private void objects() throws OrgUnreachableException {
        Set<String> seen = Set.copyOf(org.get("/services/data/" + org.version() + "/sobjects")
                .path("sobjects")
                .findValuesAsText("name"));
        String missing =
                OBJECTS.stream().filter(object -> !seen.contains(object)).collect(Collectors.joining(", "));
        if (missing.isEmpty()) {
            checkup.ok(Area.CONSENT, "Individuals and all records of consent can be read");
        } else {
            checkup.problem(
                    Area.CONSENT,
                    new Finding(
                            FindingCode.DOCTOR_PRIVACY,
                            missing,
                            "not there, or not to be seen by this user: nothing is written on consent."));
        }
    }

    private void purposes() throws OrgUnreachableException {
        List<JsonNode> found = org.query("SELECT Name FROM DataUsePurpose");
        if (found == null) {
            return;
        }
        for (Purpose purpose : content.consent().purposes().values()) {
            boolean known = found.stream()
                    .anyMatch(one -> one.path("Name").asText().equalsIgnoreCase(purpose.dataUsePurpose()));
            if (known) {
                checkup.ok(
                        Area.CONSENT,
                        "purpose " + purpose.name() + ": DataUsePurpose '" + purpose.dataUsePurpose() + "'");
            } else if (purpose.legalBasis().equals("consent")) {
                checkup.problem(
                        Area.CONSENT,
                        new Finding(
                                FindingCode.DOCTOR_PURPOSE,
                                "purpose '" + purpose.name() + "'",
                                "the org has no DataUsePurpose '" + purpose.dataUsePurpose()
                                        + "', so nobody can agree to it."));
            } else {
                checkup.ok(
                        Area.CONSENT,
                        "purpose " + purpose.name() + ": no DataUsePurpose '" + purpose.dataUsePurpose()
                                + "', none is needed for " + purpose.legalBasis());
            }
        }
    }

    private void capturedEntities() throws OrgUnreachableException {
        List<JsonNode> members = org.tooling("SELECT SelectedEntity FROM PlatformEventChannelMember");
        if (members == null) {
            OrgCheckup.hidden(
                    checkup, Area.CONSENT, "PlatformEventChannelMember", "what change data capture is on for");
            return;
        }
        List<String> captured = members.stream()
                .map(member -> member.path("SelectedEntity").asText())
                .filter(entity -> entity.endsWith("ChangeEvent"))
                .distinct()
                .sorted()
                .toList();
        checkup.ok(
                Area.CONSENT,
                "change data capture is on for " + captured.size() + " of " + MOST_ENTITIES + " entities"
                        + (captured.isEmpty() ? "" : " (" + String.join(", ", captured) + ")")
                        + "; Casewire needs none");
    }
}
