/** Decoders that ship as plug-ins, and an example of how one is written. */
@NullMarked
package io.casewire.decoders;

import org.jspecify.annotations.NullMarked;
