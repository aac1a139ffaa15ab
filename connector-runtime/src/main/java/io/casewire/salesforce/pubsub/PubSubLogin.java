package io.casewire.salesforce.pubsub;

import io.casewire.salesforce.OrgUnreachableException;

/** Gives sessions. Several streams may ask at once. */
public interface PubSubLogin {

    PubSubSession session() throws OrgUnreachableException;

    /** Another session than the one the org refused. Of all who ask for the same one, only the first logs in. */
    PubSubSession renew(PubSubSession refused) throws OrgUnreachableException;
}
