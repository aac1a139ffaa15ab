/** What a user may do: by profile, and by the permission sets assigned. */
@NullMarked
package io.casewire.localorg.rights;

import org.jspecify.annotations.NullMarked;
