package io.casewire.rules;

import io.casewire.model.Truth;

/** What a rule says now. */
public record Condition(ConditionRule rule, Truth truth) {}
