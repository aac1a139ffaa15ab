package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.Channel;
import io.casewire.consent.Statement;
import io.casewire.consent.Statement.Answer;
import io.casewire.consent.Statement.Source;
import io.casewire.salesforce.DataUse.PurposeInOrg;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The records in which people say yes or no to purposes (Salesforce object reference: ContactPointTypeConsent, PartyConsent,
 * AuthorizationFormConsent). Records about purposes that purposes.yaml does not name are not read.
 */
final class StatementQuery {
    private static final String OF_PURPOSE = "PrivacyConsentStatus, CaptureDate, DataUsePurposeId";

    private final OrgApi org;

    StatementQuery(OrgApi org) {
        this.org = org;
    }

    /**
     * Up to three calls.
     *
     * @param in whose, as in {@code  IN ('0PK…')}; or {@code  != null} for everybody's
     * @return by whom they were given: an Individual, or in a form also a Contact
     */
    Map<String, List<Statement>> read(String in, DataUse uses) throws OrgUnreachableException, Soql.RefusedException {
        Map<String, List<Statement>> statements = new HashMap<>();
        String about = "DataUsePurposeId = null"
                + (uses.purposes().isEmpty()
                        ? ""
                        : " OR DataUsePurposeId" + Soql.in(uses.purposes().keySet()));
        String where = " WHERE (" + about + ") AND PartyId" + in;
        for (JsonNode record : Soql.query(
                org,
                "SELECT Id, PartyId, ContactPointType, EffectiveFrom, EffectiveTo, DoubleConsentCaptureDate, "
                        + OF_PURPOSE + " FROM ContactPointTypeConsent" + where)) {
            add(statements, record, Source.CONTACT_POINT_TYPE_CONSENT, uses);
        }
        for (JsonNode record : Soql.query(org, "SELECT Id, PartyId, " + OF_PURPOSE + " FROM PartyConsent" + where)) {
            add(statements, record, Source.PARTY_CONSENT, uses);
        }
        if (!uses.forms().isEmpty()) {
            for (JsonNode record : Soql.query(
                    org,
                    "SELECT Id, ConsentGiverId, Status, ConsentCapturedDateTime, AuthorizationFormTextId"
                            + " FROM AuthorizationFormConsent WHERE ConsentGiverId" + in
                            + " AND AuthorizationFormTextId"
                            + Soql.in(uses.forms().keySet()))) {
                addForm(statements, record, uses);
            }
        }
        return statements;
    }

    /** Who gave, changed or took back a statement. Records in the recycle bin count: a yes that is deleted is none. */
    Set<String> givers(String changed) throws OrgUnreachableException, Soql.RefusedException {
        Set<String> givers = new TreeSet<>();
        for (Source source : Source.values()) {
            String giver = source == Source.AUTHORIZATION_FORM_CONSENT ? "ConsentGiverId" : "PartyId";
            for (JsonNode record :
                    Soql.queryAll(org, "SELECT " + giver + " FROM " + source.object() + " WHERE " + changed)) {
                givers.add(record.path(giver).asText());
            }
        }
        return givers;
    }

    private static void add(Map<String, List<Statement>> statements, JsonNode record, Source source, DataUse uses) {
        String purposeId = AssetQuery.text(record, "DataUsePurposeId");
        PurposeInOrg purpose = purposeId == null ? null : uses.purposes().get(purposeId);
        if (purposeId != null && purpose == null) {
            return;
        }
        Answer answer = answer(record.path("PrivacyConsentStatus").asText());
        Long from = time(record, "EffectiveFrom");
        // A yes is none before it was given; a no counts whenever it was written down.
        Long since = from == null && answer == Answer.OPT_IN ? time(record, "CaptureDate") : from;
        put(
                statements,
                record.path("PartyId").asText(),
                new Statement(
                        source,
                        record.path("Id").asText(),
                        purpose == null ? null : purpose.name(),
                        purpose == null ? null : purpose.legalBasis(),
                        channel(record),
                        answer,
                        since,
                        time(record, "EffectiveTo"),
                        record.hasNonNull("DoubleConsentCaptureDate")));
    }

    private static void addForm(Map<String, List<Statement>> statements, JsonNode record, DataUse uses) {
        Answer answer = form(record.path("Status").asText());
        Long captured = answer == Answer.OPT_IN ? time(record, "ConsentCapturedDateTime") : null;
        List<String> purposes =
                uses.forms().getOrDefault(record.path("AuthorizationFormTextId").asText(), List.of());
        for (String id : purposes) {
            PurposeInOrg purpose = uses.purposes().get(id);
            if (purpose != null) {
                put(
                        statements,
                        record.path("ConsentGiverId").asText(),
                        new Statement(
                                Source.AUTHORIZATION_FORM_CONSENT,
                                record.path("Id").asText(),
                                purpose.name(),
                                purpose.legalBasis(),
                                null,
                                answer,
                                captured,
                                null,
                                false));
            }
        }
    }

    private static void put(Map<String, List<Statement>> statements, String giver, Statement statement) {
        statements.computeIfAbsent(giver, id -> new ArrayList<>()).add(statement);
    }

    static @Nullable Channel channel(JsonNode record) {
        String type = AssetQuery.text(record, "ContactPointType");
        return type == null ? null : Channel.ofContactPointType(type);
    }

    /** A word nobody knows is no yes. */
    static Answer answer(String privacyConsentStatus) {
        return switch (privacyConsentStatus) {
            case "OptIn" -> Answer.OPT_IN;
            case "OptOut" -> Answer.OPT_OUT;
            case "Seen" -> Answer.SEEN;
            default -> Answer.NOT_SEEN;
        };
    }

    /** The words of AuthorizationFormConsent.Status; one that is not known is no yes. */
    static Answer form(String status) {
        return switch (status) {
            case "Agreed", "Signed" -> Answer.OPT_IN;
            case "Rejected" -> Answer.OPT_OUT;
            case "Seen" -> Answer.SEEN;
            default -> Answer.NOT_SEEN;
        };
    }

    private static @Nullable Long time(JsonNode record, String field) {
        String text = AssetQuery.text(record, field);
        return text == null ? null : (Long) SalesforceTime.parse(text).toEpochMilli();
    }
}
