package io.casewire.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.content.Content;
import io.casewire.doctor.Checkup.Area;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Target;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgQuestions;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import io.casewire.salesforce.pubsub.PubSubClient;
import io.casewire.salesforce.pubsub.PubSubException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An org, as the content needs it. Reads only. */
public final class OrgCheckup {
    private static final String CONSENT_EVENT = "/event/ConsentEvent";
    private static final String ADMINISTRATOR = "System Administrator";
    private static final String PERMISSION_SET = "Casewire_Deliver";
    private static final Duration TRIAL_ENDS = Duration.ofDays(30);
    private static final DateTimeFormatter SALESFORCE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXX");

    private final OrgQuestions org;
    private final Content content;
    private final Checkup checkup;
    private final Instant now;
    private final Set<String> objects;

    public OrgCheckup(OrgQuestions org, Content content, Checkup checkup, Instant now) {
        this.org = org;
        this.content = content;
        this.checkup = checkup;
        this.now = now;
        this.objects = content.mappings().stream()
                .filter(mapping -> mapping.target().kind() == Target.Kind.OBJECT)
                .map(Mapping::object)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** @throws OrgUnreachableException when it does not answer, or refuses the login */
    public void run(double reserve, ReadsPerDay reads) throws OrgUnreachableException {
        org();
        user();
        Map<String, JsonNode> described = MappingCheckup.run(org, content, checkup);
        new AutomationCheckup(org, content, objects, checkup).run();
        new ConsentCheckup(org, content, checkup).run();
        boolean personAccounts = personAccounts(described);
        new LimitsCheckup(org, content, checkup).run(reserve, reads.of(personAccounts), now);
    }

    /** API calls that reading the org costs a day. */
    public interface ReadsPerDay {
        long of(boolean personAccounts);
    }

    private void org() throws OrgUnreachableException {
        List<JsonNode> found = org.query("SELECT Name, OrganizationType, IsSandbox, InstanceName, TrialExpirationDate,"
                + " DefaultLocaleSidKey, TimeZoneSidKey FROM Organization LIMIT 1");
        if (found == null || found.isEmpty()) {
            hidden(Area.ORG, "Organization", "which org this is");
            return;
        }
        JsonNode it = found.get(0);
        checkup.ok(
                Area.ORG,
                it.path("OrganizationType").asText() + " '" + it.path("Name").asText() + "' on "
                        + it.path("InstanceName").asText()
                        + (it.path("IsSandbox").asBoolean() ? ", a sandbox" : "")
                        + ", " + it.path("DefaultLocaleSidKey").asText() + ", "
                        + it.path("TimeZoneSidKey").asText());
        String end = it.path("TrialExpirationDate").asText("");
        if (!end.isEmpty() && !end.equals("null")) {
            Instant ends = OffsetDateTime.parse(end, SALESFORCE).toInstant();
            if (ends.isBefore(now.plus(TRIAL_ENDS))) {
                checkup.problem(
                        Area.ORG,
                        new Finding(FindingCode.DOCTOR_TRIAL, "Organization", "its trial ends " + ends + "."));
            }
        }
    }

    private void user() throws OrgUnreachableException {
        String id = org.get("/services/oauth2/userinfo").path("user_id").asText("");
        String of = " FROM User WHERE Id = " + Soql.text(id);
        List<JsonNode> found = id.isEmpty()
                ? null
                : org.query("SELECT Username, UserType, Profile.Name, Profile.UserLicense.Name" + of);
        if (found == null && !id.isEmpty()) {
            found = org.query("SELECT Username, UserType, Profile.Name" + of);
        }
        if (found == null || found.isEmpty()) {
            hidden(Area.USER, "User", "who Casewire is in this org");
            return;
        }
        JsonNode it = found.get(0);
        String profile = it.path("Profile").path("Name").asText();
        String licence = it.path("Profile").path("UserLicense").path("Name").asText("");
        checkup.ok(
                Area.USER,
                it.path("Username").asText() + ", profile " + profile
                        + (licence.isEmpty() ? "" : ", licence " + licence));
        if (profile.equals(ADMINISTRATOR)) {
            checkup.note(
                    Area.USER,
                    new Finding(
                            FindingCode.DOCTOR_ADMIN,
                            it.path("Username").asText(),
                            "it may do everything in this org, which is more than Casewire needs."));
        } else {
            permissionSet(id, it.path("Username").asText());
        }
    }

    private void permissionSet(String id, String username) throws OrgUnreachableException {
        List<JsonNode> sets =
                org.query("SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId = " + Soql.text(id));
        if (sets == null) {
            hidden(Area.USER, "PermissionSetAssignment", "whether " + PERMISSION_SET + " is assigned");
        } else if (sets.stream()
                .anyMatch(set -> set.path("PermissionSet").path("Name").asText().equals(PERMISSION_SET))) {
            checkup.ok(Area.USER, "permission set " + PERMISSION_SET + " is assigned");
        } else {
            checkup.note(
                    Area.USER,
                    new Finding(
                            FindingCode.DOCTOR_PERMISSION_SET,
                            username,
                            PERMISSION_SET + " is not assigned; what the profile alone gives, the fields below say."));
        }
    }

    private boolean personAccounts(Map<String, JsonNode> described) throws OrgUnreachableException {
        JsonNode account = described.get("Account");
        JsonNode describe = account != null ? account : org.describe("Account");
        boolean there = describe != null
                && describe.path("fields").findValuesAsText("name").contains("IsPersonAccount");
        checkup.ok(Area.ORG, there ? "Person Accounts are on" : "Person Accounts are off");
        return there;
    }

    /** @param client null when it is not known where the org's events come from */
    public void consentStream(@Nullable PubSubClient client) throws OrgUnreachableException {
        String why;
        if (client == null) {
            why = "it is not known where the Pub/Sub API answers.";
        } else {
            try {
                if (client.maySubscribe(CONSENT_EVENT)) {
                    checkup.ok(Area.CONSENT, "changes of consent are heard of by ConsentEvent, within moments");
                    return;
                }
                why = "this user may not subscribe to it.";
            } catch (PubSubException e) {
                why = e.finding().what();
            }
        }
        checkup.note(Area.CONSENT, new Finding(FindingCode.DOCTOR_CONSENT_STREAM, CONSENT_EVENT, why));
    }

    private void hidden(Area area, String source, String what) {
        hidden(checkup, area, source, what);
    }

    static void hidden(Checkup checkup, Area area, String source, String what) {
        checkup.note(area, new Finding(FindingCode.DOCTOR_HIDDEN, source, "this user may not see " + what + "."));
    }
}
