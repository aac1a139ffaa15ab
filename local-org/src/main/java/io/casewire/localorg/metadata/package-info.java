/** Metadata deploys: from a zip of components to the objects of the org. */
@NullMarked
package io.casewire.localorg.metadata;

import org.jspecify.annotations.NullMarked;
