/** The names that people write in their files. */
@NullMarked
package io.casewire.names;

import org.jspecify.annotations.NullMarked;
