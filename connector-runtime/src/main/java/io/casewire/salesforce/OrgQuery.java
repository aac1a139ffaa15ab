package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.identity.IdentityPolicy;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.OrgRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the org is like: its language, the Account unknown devices go to, and whether an Account may be a person. */
final class OrgQuery {
    private final OrgApi org;
    private final IdentityPolicy policy;
    private volatile @Nullable Finding noAccount;

    OrgQuery(OrgApi org, IdentityPolicy policy) {
        this.org = org;
        this.policy = policy;
    }

    /** That there is no Account to register devices under; or null. */
    @Nullable
    Finding noAccount() {
        return noAccount;
    }

    /** Whether this has to be asked again. @param known null before it was asked */
    boolean isAsked(@Nullable OrgRecord known) {
        return known == null
                || known.sandbox() == null
                || (policy.registerUnder() != null && known.registrationAccountId() == null);
    }

    OrgRecord read() throws OrgUnreachableException, Soql.RefusedException {
        JsonNode organization = Soql.query(
                        org, "SELECT Id, DefaultLocaleSidKey, TimeZoneSidKey, IsSandbox FROM Organization LIMIT 1")
                .get(0);
        String account = null;
        if (policy.registerUnder() != null) {
            String name = Soql.text(policy.registerUnder());
            List<JsonNode> found =
                    Soql.query(org, "SELECT Id FROM Account WHERE Name = " + name + " ORDER BY CreatedDate LIMIT 1");
            account = found.isEmpty() ? null : found.get(0).path("Id").asText();
            noAccount = account != null
                    ? null
                    : new Finding(
                            FindingCode.IDENTITY_UNKNOWN,
                            "mappings/identity.yaml",
                            "the org has no Account named '" + policy.registerUnder() + "' to register devices under.");
        }
        return new OrgRecord(
                1,
                organization.path("Id").asText(),
                organization.path("DefaultLocaleSidKey").asText("en_US"),
                organization.path("TimeZoneSidKey").asText("UTC"),
                organization.path("IsSandbox").isBoolean()
                        ? organization.path("IsSandbox").booleanValue()
                        : null,
                account);
    }

    /** An org without Person Accounts does not know the field. */
    boolean hasPersonAccounts() throws OrgUnreachableException, Soql.RefusedException {
        try {
            Soql.query(org, "SELECT IsPersonAccount FROM Account LIMIT 1");
            return true;
        } catch (Soql.RefusedException e) {
            if (!e.code().equals("INVALID_FIELD")) {
                throw e;
            }
            return false;
        }
    }
}
