/** SOAP: the Metadata API, and the login of old clients. */
@NullMarked
package io.casewire.localorg.soap;

import org.jspecify.annotations.NullMarked;
