/** Looks at the org, the brokers and the machine before and while Casewire runs, says what is wrong, and changes nothing. */
@NullMarked
package io.casewire.doctor;

import org.jspecify.annotations.NullMarked;
