package io.casewire.salesforce.pubsub;

/**
 * Who calls, as the Pub/Sub API wants to be told with every call.
 *
 * @param organizationId of 18 characters
 * @param userId stands in the events that are published
 */
public record PubSubSession(String accessToken, String instanceUrl, String organizationId, String userId) {

    @Override
    public String toString() {
        return "PubSubSession[" + instanceUrl + "]";
    }
}
