package io.casewire.rules;

import io.casewire.model.Severity;
import io.casewire.model.Truth;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says now.
 *
 * @param severity how bad it is while it holds; null where that is not known, because a rule that may raise it lacks a value
 */
public record Condition(ConditionRule rule, Truth truth, @Nullable Severity severity) {}
