/** The local org in tests with JUnit 5. */
@NullMarked
package io.casewire.localorg.junit;

import org.jspecify.annotations.NullMarked;
