package io.casewire.localorg.flow;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The action that flows notify people by. What it takes is documented for Apex ({@code Messaging.CustomNotification}); how Salesforce words its
 * refusals is not, so these are this org's own words.
 */
final class Notification {
    static final String ACTION = "customNotificationAction";

    private static final List<String> REQUIRED = List.of("customNotifTypeId", "recipientIds", "title", "body");
    private static final Map<String, Integer> LONGEST = Map.of("title", 250, "body", 750);
    private static final int MOST_RECIPIENTS = 500;
    private static final Set<String> RECIPIENTS = Set.of("User", "Group", "Account", "Opportunity");

    private Notification() {}

    /** @throws ApiException when nobody would be notified */
    static void check(Map<String, String> parameters, Transaction tx) {
        for (String name : REQUIRED) {
            if (parameters.getOrDefault(name, "").isEmpty()) {
                throw new ApiException(StatusCode.INVALID_FIELD, "Missing required input parameter: " + name);
            }
        }
        if (List.of("targetId", "targetPageRef").stream()
                .allMatch(name -> parameters.getOrDefault(name, "").isEmpty())) {
            throw new ApiException(
                    StatusCode.INVALID_FIELD, "Missing required input parameter: targetId, or targetPageRef");
        }
        for (String name : REQUIRED) {
            int longest = LONGEST.getOrDefault(name, Integer.MAX_VALUE);
            if (parameters.getOrDefault(name, "").length() > longest) {
                throw new ApiException(StatusCode.INVALID_FIELD, name + " is longer than " + longest + " characters");
            }
        }
        require(
                parameters.getOrDefault("customNotifTypeId", ""),
                Set.of("CustomNotificationType"),
                "customNotifTypeId",
                tx);
        List<String> recipients =
                List.of(parameters.getOrDefault("recipientIds", "").split(";", -1));
        if (recipients.size() > MOST_RECIPIENTS) {
            throw new ApiException(StatusCode.INVALID_FIELD, "More than " + MOST_RECIPIENTS + " recipients");
        }
        recipients.forEach(id -> require(id, RECIPIENTS, "recipientIds", tx));
    }

    private static void require(String id, Set<String> types, String parameter, Transaction tx) {
        SObjectType type = tx.schema().typeOfId(id);
        if (type == null || !types.contains(type.name()) || tx.get(type, id) == null) {
            throw new FlowException(
                    "",
                    parameter + ": '" + id + "' is no "
                            + String.join(", no ", types.stream().sorted().toList()));
        }
    }
}
