/** Plans API calls from wanted records and reads what Salesforce answers; pure, it sends nothing itself. */
@NullMarked
package io.casewire.delivery;

import org.jspecify.annotations.NullMarked;
