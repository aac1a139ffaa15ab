/** What a person agrees to, as the Consent API works it out of flags and consent records. */
@NullMarked
package io.casewire.localorg.consent;

import org.jspecify.annotations.NullMarked;
