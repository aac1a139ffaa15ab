/** What an admin sets up: switches, allowances' lag, waiting times, and the org's clock. */
@NullMarked
package io.casewire.localorg.setup;

import org.jspecify.annotations.NullMarked;
