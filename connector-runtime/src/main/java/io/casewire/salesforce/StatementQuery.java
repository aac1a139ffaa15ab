package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.Channel;
import io.casewire.consent.Statement;
import io.casewire.consent.Statement.Answer;
import io.casewire.consent.Statement.Source;
import io.casewire.salesforce.ContactPointQuery.ContactPoint;
import io.casewire.salesforce.DataUse.FormInOrg;
import io.casewire.salesforce.DataUse.PurposeInOrg;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The records in which people say yes or no to purposes (Salesforce object reference: ContactPointTypeConsent,
 * ContactPointConsent, PartyConsent, AuthorizationFormConsent). Records about purposes that purposes.yaml does not name are not read.
 */
final class StatementQuery {
    private static final String OF_PURPOSE = "PrivacyConsentStatus, CaptureDate, DataUsePurposeId";

    private static final String IN_FORCE = "EffectiveFrom, EffectiveTo, DoubleConsentCaptureDate, ";

    private final OrgApi org;
    private final ContactPointQuery contactPoints;
    private final Givers givers;

    StatementQuery(OrgApi org, Givers givers) {
        this.givers = givers;
        this.org = org;
        this.contactPoints = new ContactPointQuery(org);
    }

    /**
     * Four calls, or eight where anybody said something to being reached at one contact point.
     *
     * @param whose ids of those who may have given one; null for everybody's
     * @return by whom they were given: an Individual, in a form also a Contact, at a contact point also a Person Account
     */
    Map<String, List<Statement>> read(@Nullable Set<String> whose, DataUse uses)
            throws OrgUnreachableException, Soql.RefusedException {
        Map<String, List<Statement>> statements = new HashMap<>();
        String in = whose == null ? " != null" : Soql.in(whose);
        String about = "DataUsePurposeId = null"
                + (uses.purposes().isEmpty()
                        ? ""
                        : " OR DataUsePurposeId" + Soql.in(uses.purposes().keySet()));
        String where = " WHERE (" + about + ") AND PartyId" + in;
        for (JsonNode record : Soql.query(
                org,
                "SELECT Id, PartyId, ContactPointType, " + IN_FORCE + OF_PURPOSE + " FROM ContactPointTypeConsent"
                        + where)) {
            String giver = record.path("PartyId").asText();
            add(statements, giver, channel(record), record, Source.CONTACT_POINT_TYPE_CONSENT, uses);
        }
        for (JsonNode record : Soql.query(org, "SELECT Id, PartyId, " + OF_PURPOSE + " FROM PartyConsent" + where)) {
            add(statements, record.path("PartyId").asText(), null, record, Source.PARTY_CONSENT, uses);
        }
        addOfContactPoints(statements, whose, about, uses);
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

    private void addOfContactPoints(
            Map<String, List<Statement>> statements, @Nullable Set<String> whose, String about, DataUse uses)
            throws OrgUnreachableException, Soql.RefusedException {
        String said = "SELECT Id, ContactPointId, " + IN_FORCE + OF_PURPOSE + " FROM ContactPointConsent WHERE ("
                + about + ")";
        List<JsonNode> records = new ArrayList<>();
        Map<String, ContactPoint> points;
        if (whose == null) {
            records.addAll(Soql.query(org, said));
            points = contactPoints.named(contactPointsOf(records), false);
        } else if (!contactPoints.areSpokenOf()) {
            return;
        } else {
            points = contactPoints.ofPeople(whose);
            for (List<String> some : Soql.parts(points.keySet(), ContactPointQuery.IDS_IN_QUERY)) {
                records.addAll(Soql.query(org, said + " AND ContactPointId" + Soql.in(some)));
            }
        }
        for (JsonNode record : records) {
            String id = record.path("ContactPointId").asText();
            ContactPoint point = points.get(id);
            if (point != null) {
                givers.contactPoint(id, point.owner());
                add(statements, point.owner(), point.channel(), record, Source.CONTACT_POINT_CONSENT, uses);
            }
        }
    }

    private static Set<String> contactPointsOf(List<JsonNode> records) {
        return records.stream()
                .map(record -> record.path("ContactPointId").asText())
                .collect(Collectors.toSet());
    }

    /** Who gave, changed or took back a statement. Records in the recycle bin count: a yes that is deleted is none. */
    Set<String> givers(String changed) throws OrgUnreachableException, Soql.RefusedException {
        Set<String> found = new TreeSet<>();
        if (contactPoints.areSpokenOf()) {
            found.addAll(contactPoints.ownersOfChanged(changed));
        }
        for (Source source : Source.values()) {
            String giver = source.giver();
            List<JsonNode> records =
                    Soql.queryAll(org, "SELECT " + giver + " FROM " + source.object() + " WHERE " + changed);
            if (source == Source.CONTACT_POINT_CONSENT) {
                contactPoints.named(contactPointsOf(records), true).values().forEach(point -> found.add(point.owner()));
            } else {
                records.forEach(record -> found.add(record.path(giver).asText()));
            }
        }
        return found;
    }

    private static void add(
            Map<String, List<Statement>> statements,
            String giver,
            @Nullable Channel channel,
            JsonNode record,
            Source source,
            DataUse uses) {
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
                giver,
                new Statement(
                        source,
                        record.path("Id").asText(),
                        purpose == null ? null : purpose.name(),
                        purpose == null ? null : purpose.legalBasis(),
                        channel,
                        answer,
                        since,
                        time(record, "EffectiveTo"),
                        record.hasNonNull("DoubleConsentCaptureDate")));
    }

    private static void addForm(Map<String, List<Statement>> statements, JsonNode record, DataUse uses) {
        Answer answer = form(record.path("Status").asText());
        FormInOrg form = uses.forms().get(record.path("AuthorizationFormTextId").asText());
        if (form == null) {
            return;
        }
        // A yes is worth as much as the form it was given in; a no counts whatever became of that.
        boolean yes = answer == Answer.OPT_IN;
        Long from = yes ? later(time(record, "ConsentCapturedDateTime"), form.from()) : null;
        for (String id : form.purposes()) {
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
                                from,
                                yes ? form.to() : null,
                                false));
            }
        }
    }

    private static @Nullable Long later(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : other == null ? one : (Long) Math.max(one, other);
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
