/** Turns decisions and readings into the wanted state of Salesforce records. */
@NullMarked
package io.casewire.mapping;

import org.jspecify.annotations.NullMarked;
