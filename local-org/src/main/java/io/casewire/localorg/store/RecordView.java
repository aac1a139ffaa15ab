package io.casewire.localorg.store;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.ObjectDefinition.UniqueTogether;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as one reader sees them: all committed ones and, inside a transaction, its own. */
public interface RecordView {
    Schema schema();

    /** The record with this 18-character id, deleted ones included. */
    @Nullable
    Row get(SObjectType type, String id);

    /** The records of an object in the order of their ids, deleted ones included. */
    Collection<Row> rows(SObjectType type);

    /** The records that are not deleted and hold this value in an {@linkplain Field#isIndexed indexed} field. */
    List<Row> find(SObjectType type, Field field, Object value);

    /** The records that are not deleted and hold the same values as this one in all of these fields. */
    List<Row> findSame(SObjectType type, UniqueTogether together, Row row);

    /** The record with this id when it exists and is not deleted, whatever its object. */
    default @Nullable Row findLive(String id) {
        String normalized = RecordId.normalize(id);
        SObjectType type = normalized == null ? null : schema().typeOfId(normalized);
        if (normalized == null || type == null || type.definition().event()) {
            return null;
        }
        Row row = get(type, normalized);
        return row == null || row.get(type.field("IsDeleted")) == Boolean.TRUE ? null : row;
    }
}
