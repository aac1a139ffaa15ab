package io.casewire.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.episodes.EpisodeKey;
import io.casewire.routes.events.Events;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.SalesforceTime;
import io.casewire.salesforce.Soql;
import io.casewire.stream.DeviceEventRecord;
import io.casewire.stream.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jspecify.annotations.Nullable;

/**
 * {@code caseChanges} in the routes: turns what {@code Casewire_Case_Change__e} says, or a Case that the reconcile query
 * found, into an entry of the device's events. What this connector did itself is left out, and of a Case that belongs to no
 * episode nothing is told but that it is open or not.
 */
public final class CaseChanges {
    private final OrgApi org;

    CaseChanges(OrgApi org) {
        this.org = org;
    }

    /** Sets key and body for {@code casewire-journal}; no body where there is nothing to tell. */
    public void read(Exchange exchange) throws OrgUnreachableException, Soql.RefusedException {
        Message message = exchange.getMessage();
        boolean own = message.getHeader(Events.OWN, false, Boolean.class);
        boolean record = message.getHeader(Events.READ_AGAIN, false, Boolean.class);
        Map<?, ?> fields = message.getBody(Map.class);
        String key = text(fields, record ? "Casewire_Episode_Key__c" : "Episode_Key__c");
        String device = key != null ? EpisodeKey.device(key) : record ? device(fields) : text(fields, "Device_Id__c");
        // A record says how things are, whoever touched it last.
        if ((own && !record) || device == null || device.isEmpty()) {
            message.setBody(null);
            return;
        }
        message.setHeader(KafkaConstants.KEY, device);
        message.setBody(Json.bytes(record ? ofCase(key, fields) : ofEvent(key, fields)));
    }

    private DeviceEventRecord ofEvent(@Nullable String key, Map<?, ?> fields)
            throws OrgUnreachableException, Soql.RefusedException {
        String caseId = String.valueOf(fields.get("Case_Id__c"));
        boolean deleted = isTrue(fields, "Is_Deleted__c");
        return new DeviceEventRecord(
                DeviceEventRecord.VERSION,
                key,
                caseId,
                Objects.requireNonNull(time(fields, "CreatedDate")),
                isTrue(fields, "Is_Closed__c"),
                deleted,
                deleted && key != null ? mergedInto(caseId) : null,
                isTrue(fields, "False_Alarm__c"),
                time(fields, "Snoozed_Until__c"));
    }

    private static DeviceEventRecord ofCase(@Nullable String key, Map<?, ?> fields) {
        return new DeviceEventRecord(
                DeviceEventRecord.VERSION,
                key,
                String.valueOf(fields.get("Id")),
                Objects.requireNonNull(time(fields, "LastModifiedDate")),
                isTrue(fields, "IsClosed"),
                isTrue(fields, "IsDeleted"),
                text(fields, "MasterRecordId"),
                isTrue(fields, "Casewire_False_Alarm__c"),
                time(fields, "Casewire_Snoozed_Until__c"));
    }

    /** A flow cannot see it before the deletion; the recycle bin can afterwards. */
    private @Nullable String mergedInto(String caseId) throws OrgUnreachableException, Soql.RefusedException {
        List<JsonNode> found = Soql.queryAll(org, "SELECT MasterRecordId FROM Case WHERE Id = " + Soql.text(caseId));
        return found.isEmpty() || !found.get(0).hasNonNull("MasterRecordId")
                ? null
                : found.get(0).path("MasterRecordId").asText();
    }

    /** Of the Asset nothing is read but the field that holds the device id, whichever that is. */
    private static @Nullable String device(Map<?, ?> fields) {
        return fields.get("Asset") instanceof Map<?, ?> asset
                ? asset.values().stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static boolean isTrue(Map<?, ?> fields, String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    private static @Nullable String text(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        return value == null ? null : value.toString();
    }

    /** Milliseconds in an event, text in a record. */
    private static @Nullable Long time(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value instanceof Number millis) {
            return millis.longValue();
        }
        return value == null
                ? null
                : Long.valueOf(SalesforceTime.parse(value.toString()).toEpochMilli());
    }
}
