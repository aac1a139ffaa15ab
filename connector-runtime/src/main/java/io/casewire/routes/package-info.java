/** Boots Camel, and the few beans its routes call; the only place that knows Camel types. */
@NullMarked
package io.casewire.routes;

import org.jspecify.annotations.NullMarked;
