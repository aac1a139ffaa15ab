/** Records and events in memory, changed in transactions and kept in an append log. */
@NullMarked
package io.casewire.localorg.store;

import org.jspecify.annotations.NullMarked;
