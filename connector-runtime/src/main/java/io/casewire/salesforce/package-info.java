/** What Casewire reads from an org and deploys to it, over whatever client carries the calls. */
@NullMarked
package io.casewire.salesforce;

import org.jspecify.annotations.NullMarked;
