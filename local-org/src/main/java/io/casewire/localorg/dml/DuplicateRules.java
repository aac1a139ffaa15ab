package io.casewire.localorg.dml;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a new Account, Contact or Lead that equals an existing one, when duplicate rules are switched on. What makes two
 * records equal is an org's own choice; here it is the name, and for people the e-mail address too.
 */
final class DuplicateRules {
    private static final Map<String, List<String>> SAME =
            Map.of("Account", List.of("Name"), "Contact", List.of("Name", "Email"), "Lead", List.of("Name", "Email"));

    private DuplicateRules() {}

    static void check(RecordView view, SObjectType type, Row row) {
        List<String> fields = SAME.get(type.name());
        if (fields != null && view.rows(type).stream().anyMatch(other -> isSame(type, fields, row, other))) {
            throw new ApiException(
                    StatusCode.DUPLICATES_DETECTED,
                    "You're creating a duplicate record. We recommend you use an existing record instead.");
        }
    }

    private static boolean isSame(SObjectType type, List<String> fields, Row row, Row other) {
        return other.get(type.field("IsDeleted")) != Boolean.TRUE
                && !other.id().equals(row.id())
                && fields.stream().allMatch(field -> {
                    String value = lower(row.text(type.field(field)));
                    return value != null && value.equals(lower(other.text(type.field(field))));
                });
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }
}
