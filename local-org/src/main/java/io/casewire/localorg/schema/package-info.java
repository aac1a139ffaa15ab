/** The objects of the org, their fields and rules, as describe shows them. */
@NullMarked
package io.casewire.localorg.schema;

import org.jspecify.annotations.NullMarked;
