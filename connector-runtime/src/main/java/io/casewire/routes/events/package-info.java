/** The org's events as ends of Camel routes: {@code casewire-pubsub} and {@code casewire-journal}. */
@NullMarked
package io.casewire.routes.events;

import org.jspecify.annotations.NullMarked;
