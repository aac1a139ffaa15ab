/** The Salesforce Pub/Sub API: publishing with an answer for each event, and subscribing from a kept position. */
@NullMarked
package io.casewire.salesforce.pubsub;

import org.jspecify.annotations.NullMarked;
