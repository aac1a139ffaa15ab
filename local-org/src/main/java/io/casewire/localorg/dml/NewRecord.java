package io.casewire.localorg.dml;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.PicklistValue;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a new record holds before the client's values: creator, owner, defaults and auto numbers. */
final class NewRecord {
    private static final Pattern DIGITS = Pattern.compile("\\{(0+)}");

    private NewRecord() {}

    static void fill(Transaction tx, SObjectType type, Row.Draft draft, ObjectNode body, WriteContext context) {
        draft.set(type.field("Id"), draft.id());
        draft.set(type.field("CreatedDate"), context.now());
        draft.set(type.field("CreatedById"), context.userId());
        if (type.definition().ownable()) {
            draft.set(type.field("OwnerId"), context.userId());
        }
        for (Field field : type.fields()) {
            if (field.autoNumber()) {
                draft.set(field, format(field, tx.nextNumber(type, field)));
            } else if (!body.has(field.name())) {
                String value = defaultOf(field);
                if (value != null) {
                    draft.set(field, FieldValues.read(field, TextNode.valueOf(value)));
                }
            }
        }
    }

    private static @Nullable String defaultOf(Field field) {
        if (field.defaultValue() != null) {
            return field.defaultValue();
        }
        for (PicklistValue value : field.picklistValues()) {
            if (value.byDefault()) {
                return value.value();
            }
        }
        return null;
    }

    private static String format(Field field, long number) {
        String format = Objects.requireNonNullElse(field.displayFormat(), "{0}");
        Matcher digits = DIGITS.matcher(format);
        return digits.replaceAll(match -> String.format("%0" + match.group(1).length() + "d", number));
    }
}
