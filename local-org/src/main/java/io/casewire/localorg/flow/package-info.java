/** Flows: what an admin builds to happen by itself. */
@NullMarked
package io.casewire.localorg.flow;

import org.jspecify.annotations.NullMarked;
