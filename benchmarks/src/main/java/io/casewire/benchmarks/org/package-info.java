/** A Salesforce org under load: a client of it, and as much as each of its APIs takes. */
@NullMarked
package io.casewire.benchmarks.org;

import org.jspecify.annotations.NullMarked;
