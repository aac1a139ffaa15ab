/** Clients that others wrote, talking to a local org, and the table of what they were seen to do. */
@NullMarked
package io.casewire.localorg.clients;

import org.jspecify.annotations.NullMarked;
