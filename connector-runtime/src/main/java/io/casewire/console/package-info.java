/** The local HTTP port: health, metrics, and what the commands ask of a running instance. */
@NullMarked
package io.casewire.console;

import org.jspecify.annotations.NullMarked;
