/** Takes a message as it arrives, finds its format and its device, and splits it into readings. */
@NullMarked
package io.casewire.ingest;

import org.jspecify.annotations.NullMarked;
