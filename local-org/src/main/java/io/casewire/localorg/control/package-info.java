/** What no real org has: its clock, faults, limits, snapshots and request log, for those who test with it. */
@NullMarked
package io.casewire.localorg.control;

import org.jspecify.annotations.NullMarked;
