package io.casewire.salesforce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.consent.PolicyFacts;
import io.casewire.consent.Statement.Answer;
import io.casewire.consent.Statement.Source;
import io.casewire.salesforce.pubsub.EventHandler;
import io.casewire.salesforce.pubsub.OrgEvent;
import io.casewire.salesforce.pubsub.Position;
import io.casewire.salesforce.pubsub.PubSubException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes in {@code ConsentEvent}: what changed of a person's consent, within moments of the change in the org.
 *
 * <p>An objection in an event counts at once; the person is read again a little later, because an event holds what changed
 * and not all there is. A full read precedes everything, so the position is kept in memory only.
 */
public final class ConsentFeed implements EventHandler {
    /** The topic, once the Consent Event Stream is switched on in the org's Setup. */
    public static final String TOPIC = "/event/ConsentEvent";

    /** The objects consent is read of, and those they refer to; events of others say nothing that is read today. */
    private static final Set<String> OBJECTS = Stream.of(
                    Stream.of("Individual", "Contact", "Lead"),
                    Arrays.stream(Source.values()).map(Source::object),
                    ContactPointQuery.OBJECTS.keySet().stream())
            .flatMap(objects -> objects)
            .collect(Collectors.toUnmodifiableSet());

    /** The fields of a statement that say what it means. */
    private static final Set<String> MEANING = Set.of(
            "PrivacyConsentStatus",
            "Status",
            "EffectiveFrom",
            "EffectiveTo",
            "PartyId",
            "ConsentGiverId",
            "ContactPointId",
            "ContactPointType",
            "DataUsePurposeId",
            "AuthorizationFormTextId",
            "IsDeleted");
    /** How related ids are written down in {@code AssociatedIds} is not known for certain; what an id looks like is. */
    private static final Pattern ID = Pattern.compile("(?<![a-zA-Z0-9])[a-zA-Z0-9]{18}(?![a-zA-Z0-9])");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OrgSync sync;
    private volatile @Nullable Position position;

    public ConsentFeed(OrgSync sync) {
        this.sync = sync;
    }

    @Override
    public @Nullable Position position() {
        Position known = position;
        if (known == null) {
            // What was said before this stream begins is not heard on it.
            sync.readAllAgain();
        }
        return known;
    }

    @Override
    public void handle(List<OrgEvent> events, Position after, Instant arrived) throws Exception {
        if (events.isEmpty()) {
            sync.heardAll(arrived);
        }
        Map<String, Objection> heard = new TreeMap<>();
        for (OrgEvent event : events) {
            if (OBJECTS.contains(text(event, "ObjectName"))) {
                for (String party : ids(event)) {
                    object(event, heard.computeIfAbsent(party, id -> Objection.none()));
                }
            }
        }
        sync.heard(heard);
        sync.readSoon(heard.keySet());
        position = after;
    }

    @Override
    public void lost(Position unknown, PubSubException reason) {
        position = null;
        sync.readAllAgain();
    }

    private Set<String> ids(OrgEvent event) {
        Set<String> ids = new TreeSet<>();
        Matcher matcher = ID.matcher(text(event, "RecordId") + " " + text(event, "AssociatedIds"));
        while (matcher.find()) {
            ids.add(sync.personOf(matcher.group()));
        }
        return ids;
    }

    private void object(OrgEvent event, Objection objection) {
        String object = text(event, "ObjectName");
        JsonNode values = newValues(event);
        for (Source source : Source.values()) {
            if (source.object().equals(object)) {
                objectTo(source, text(event, "RecordId"), values, objection);
                return;
            }
        }
        values.properties().forEach(value -> {
            String flag = object + "." + value.getKey();
            if (PolicyFacts.FLAGS.containsKey(flag) && value.getValue().asBoolean()) {
                objection.flags().put(flag, true);
            }
        });
    }

    private void objectTo(Source source, String record, JsonNode values, Objection objection) {
        // A deletion may name no values.
        if (values.isEmpty() || MEANING.stream().anyMatch(values::has)) {
            objection.touched().add(record);
        }
        boolean form = source == Source.AUTHORIZATION_FORM_CONSENT;
        String status = values.path(form ? "Status" : "PrivacyConsentStatus").asText();
        Answer answer = form ? StatementQuery.form(status) : StatementQuery.answer(status);
        if (answer == Answer.OPT_OUT) {
            objection.refuse(source, record, StatementQuery.channel(values), refusedPurpose(source, values));
        }
    }

    /** The purposes a refusal is about that is not known yet: a new one names the person. What is not new is read again. */
    private Set<String> refusedPurpose(Source source, JsonNode values) {
        if (!values.has(source.giver())) {
            return Set.of();
        }
        String id = AssetQuery.text(values, "DataUsePurposeId");
        if (id == null) {
            return Objection.EVERY_PURPOSE;
        }
        DataUse.PurposeInOrg purpose = sync.uses().purposes().get(id);
        return purpose == null ? Set.of() : Set.of(purpose.name());
    }

    private static JsonNode newValues(OrgEvent event) {
        try {
            return JSON.readTree(text(event, "NewValues"));
        } catch (JsonProcessingException e) {
            // The person is read again in any case.
            return JSON.createObjectNode();
        }
    }

    private static String text(OrgEvent event, String field) {
        Object value = event.fields().get(field);
        return value == null ? "" : value.toString();
    }
}
