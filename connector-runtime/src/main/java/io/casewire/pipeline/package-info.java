/** The stages, top to bottom, on one page: pure, without an engine. */
@NullMarked
package io.casewire.pipeline;

import org.jspecify.annotations.NullMarked;
