/** The subset of Salesforce formulas that validation rules may use. */
@NullMarked
package io.casewire.localorg.formula;

import org.jspecify.annotations.NullMarked;
