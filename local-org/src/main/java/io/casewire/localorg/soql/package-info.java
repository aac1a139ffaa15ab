/** SOQL: from query text to records. */
@NullMarked
package io.casewire.localorg.soql;

import org.jspecify.annotations.NullMarked;
