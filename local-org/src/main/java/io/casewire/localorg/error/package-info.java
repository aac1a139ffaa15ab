/** What Salesforce refuses and with which words: status codes, errors and the exception that carries them. */
@NullMarked
package io.casewire.localorg.error;

import org.jspecify.annotations.NullMarked;
