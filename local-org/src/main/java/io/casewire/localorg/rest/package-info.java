/** The REST API over HTTP. */
@NullMarked
package io.casewire.localorg.rest;

import org.jspecify.annotations.NullMarked;
