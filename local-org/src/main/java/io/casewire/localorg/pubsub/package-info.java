/** The Pub/Sub API: platform events over gRPC. */
@NullMarked
package io.casewire.localorg.pubsub;

import org.jspecify.annotations.NullMarked;
