/** {@code casewire.yaml} as validated records; the file's keys are public, these classes are not. */
@NullMarked
package io.casewire.config;

import org.jspecify.annotations.NullMarked;
