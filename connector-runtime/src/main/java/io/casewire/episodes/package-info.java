/** Turns conditions into episodes with a beginning and an end, so that a business gets one Case and not a thousand. */
@NullMarked
package io.casewire.episodes;

import org.jspecify.annotations.NullMarked;
