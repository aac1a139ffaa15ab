package io.casewire.localorg.schema;

import org.jspecify.annotations.Nullable;

/** A validation rule of an object: a record whose values make the formula true is refused with the message. */
public record ValidationRule(
        String name, boolean active, String formula, String errorMessage, @Nullable String errorDisplayField) {}
