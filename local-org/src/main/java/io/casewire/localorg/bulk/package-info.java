/** Bulk API 2.0: jobs that write or read many records, with their files. */
@NullMarked
package io.casewire.localorg.bulk;

import org.jspecify.annotations.NullMarked;
