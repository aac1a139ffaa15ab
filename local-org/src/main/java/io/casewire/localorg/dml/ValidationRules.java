package io.casewire.localorg.dml;

import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.formula.Formula;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.ValidationRule;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Evaluates the active validation rules of an object. */
final class ValidationRules {
    private final Map<String, Formula> compiled = new ConcurrentHashMap<>();

    void check(SObjectType type, SavedRecord record) {
        for (ValidationRule rule : type.definition().validationRules()) {
            if (rule.active() && isViolated(rule, record)) {
                String field = rule.errorDisplayField();
                throw new ApiException(new ApiError(
                        StatusCode.FIELD_CUSTOM_VALIDATION_EXCEPTION,
                        rule.errorMessage(),
                        field == null ? List.of() : List.of(field)));
            }
        }
    }

    private boolean isViolated(ValidationRule rule, SavedRecord record) {
        Formula formula = compiled.computeIfAbsent(rule.formula(), Formula::compile);
        return Boolean.TRUE.equals(formula.evaluate(record));
    }
}
