/** The commands, and the one place where everything is put together. */
@NullMarked
package io.casewire.cli;

import org.jspecify.annotations.NullMarked;
