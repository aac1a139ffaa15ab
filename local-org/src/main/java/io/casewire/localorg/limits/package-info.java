/** The allowances of the org: counted, reported, enforced. */
@NullMarked
package io.casewire.localorg.limits;

import org.jspecify.annotations.NullMarked;
