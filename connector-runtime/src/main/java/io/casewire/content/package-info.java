/** Loads, validates and versions what users edit: routes, mappings, rules and consent. */
@NullMarked
package io.casewire.content;

import org.jspecify.annotations.NullMarked;
