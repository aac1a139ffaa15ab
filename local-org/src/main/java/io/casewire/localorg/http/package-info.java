/** Calls and answers, and the server that carries them over HTTP. */
@NullMarked
package io.casewire.localorg.http;

import org.jspecify.annotations.NullMarked;
