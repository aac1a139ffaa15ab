package io.casewire.localorg.dml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.fault.Fault;
import io.casewire.localorg.fault.Faults;
import io.casewire.localorg.fault.Target;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as clients send them. A row that Salesforce would refuse ends in an {@link ApiException} and leaves the
 * transaction as it was.
 */
public final class Dml {
    private final DefaultOwner defaultOwner;
    private final Setup setup;
    private final Faults faults;
    private Triggers triggers = Triggers.NONE;
    private final ValidationRules validationRules = new ValidationRules();
    private final Deletion deletion = new Deletion();

    /**
     * Writes into transactions of others.
     *
     * @param defaultOwnerUsername who owns Cases and Leads that no assignment rule takes
     * @param ownerRules the entries of an object's active assignment rule
     */
    public Dml(
            String defaultOwnerUsername,
            BiFunction<Schema, SObjectType, List<OwnerRule>> ownerRules,
            Setup setup,
            Faults faults) {
        this.defaultOwner = new DefaultOwner(defaultOwnerUsername, ownerRules);
        this.setup = setup;
        this.faults = faults;
    }

    /** Set once, before the first record is written. */
    public void triggers(Triggers automation) {
        triggers = automation;
    }

    public SaveResult insert(Transaction tx, SObjectType seen, ObjectNode body, WriteContext context) {
        SObjectType type = whole(tx, seen);
        requireWritable(type);
        require(context.rights().mayCreate(type), "create", type);
        requireRoom(tx, type);
        Row.Draft draft = Row.Draft.create(tx.nextId(type), type.fields().size());
        return SaveResult.saved(save(tx, type, draft, null, body, context), true);
    }

    public SaveResult update(Transaction tx, SObjectType seen, String id, ObjectNode body, WriteContext context) {
        SObjectType type = whole(tx, seen);
        requireWritable(type);
        require(context.rights().mayEdit(type), "edit", type);
        Row before = requireLive(tx, type, id);
        PersonAccount.refuseContact(type, before, StatusCode.INVALID_OPERATION);
        return SaveResult.saved(save(tx, type, before.edit(), before, body, context), false);
    }

    /** Updates the record that holds the value in the external id field, or creates it; the field is set from the value. */
    public SaveResult upsert(
            Transaction tx, SObjectType seen, Field key, JsonNode value, ObjectNode body, WriteContext context) {
        SObjectType type = whole(tx, seen);
        Object read = FieldValues.read(key, value);
        if (read == null) {
            throw new ApiException(StatusCode.REQUIRED_FIELD_MISSING, key.name() + " not specified", key.name());
        }
        List<Row> found = tx.find(type, key, read);
        if (found.size() > 1) {
            throw new ApiException(
                    StatusCode.DUPLICATE_VALUE,
                    "External id field " + key.name() + " is not unique: more than one record has this value",
                    key.name());
        }
        if (!found.isEmpty()) {
            return update(tx, type, found.get(0).id(), body, context);
        }
        ObjectNode withKey = body.deepCopy();
        withKey.set(key.name(), value);
        return insert(tx, type, withKey, context);
    }

    /** Moves a record, and the details that belong to it, to the recycle bin. */
    public SaveResult delete(Transaction tx, SObjectType seen, String id, WriteContext context) {
        SObjectType type = whole(tx, seen);
        requireWritable(type);
        require(context.rights().mayDelete(type), "delete", type);
        strike(type, context);
        Row row = requireLive(tx, type, id);
        lock(type, row, context);
        PersonAccount.refuseContact(type, row, StatusCode.DELETE_FAILED);
        triggers.beforeDelete(tx, type, row, context);
        deletion.delete(tx, type, row, context);
        Row contact = PersonAccount.contactOf(tx, type, row);
        if (contact != null) {
            deletion.delete(tx, tx.schema().type("Contact"), contact, context);
        }
        return SaveResult.saved(id, false);
    }

    /** Callers may hold the object as their user sees it, with fields missing. */
    private static SObjectType whole(Transaction tx, SObjectType seen) {
        return tx.schema().type(seen.name());
    }

    private static void require(boolean allowed, String what, SObjectType type) {
        if (!allowed) {
            throw new ApiException(
                    StatusCode.INSUFFICIENT_ACCESS_OR_READONLY,
                    "insufficient access rights on object id: the user may not " + what + " " + type);
        }
    }

    private void requireRoom(Transaction tx, SObjectType type) {
        if (tx.storedKilobytes() + type.kilobytesPerRecord() > setup.settings().dataStorageMb() * 1024L) {
            throw new ApiException(StatusCode.STORAGE_LIMIT_EXCEEDED, "storage limit exceeded");
        }
    }

    private void strike(SObjectType type, WriteContext context) {
        Fault fault = faults.strike(Fault.Kind.ROW_ERROR, Target.row(type.name(), context.username()));
        if (fault != null) {
            StatusCode code = StatusCode.named(String.valueOf(fault.errorCode()));
            throw new ApiException(
                    code == null ? StatusCode.UNKNOWN_EXCEPTION : code,
                    fault.message() == null ? "A fault on purpose: " + fault.id() : fault.message());
        }
    }

    private static void requireWritable(SObjectType type) {
        if (type.definition().readOnly()) {
            throw new ApiException(
                    StatusCode.INSUFFICIENT_ACCESS_OR_READONLY,
                    "entity type " + type + " cannot be written by clients");
        }
    }

    private static Row requireLive(Transaction tx, SObjectType type, String id) {
        Row row = tx.get(type, id);
        if (row == null) {
            throw new ApiException(
                    tx.schema().typeOfId(id) == type ? StatusCode.INVALID_CROSS_REFERENCE_KEY : StatusCode.MALFORMED_ID,
                    tx.schema().typeOfId(id) == type ? "invalid cross reference id" : "bad id " + id);
        }
        if (row.get(type.field("IsDeleted")) == Boolean.TRUE) {
            throw new ApiException(StatusCode.ENTITY_IS_DELETED, "entity is deleted");
        }
        return row;
    }

    private String save(
            Transaction tx,
            SObjectType type,
            Row.Draft draft,
            @Nullable Row before,
            ObjectNode body,
            WriteContext ctx) {
        strike(type, ctx);
        if (before == null) {
            NewRecord.fill(tx, type, draft, body, ctx);
        }
        set(tx, type, draft, before == null, body, ctx.rights());
        defaultOwner.assign(tx, type, draft, before, ctx);
        triggers.beforeSave(tx, type, draft, before, ctx);
        ObjectRules.apply(tx, type, draft, before, ctx.now());
        PersonAccount.prepare(tx, type, draft, before);
        Audit.touch(type, draft, ctx);
        Row row = draft.toRow();
        lock(type, row, ctx);
        Checks.required(type, row);
        validationRules.check(type, new SavedRecord(type, row::get, before, ctx.now()));
        Checks.unique(tx, type, row);
        if (before == null && setup.settings().duplicateRules() && !ctx.allowSave()) {
            DuplicateRules.check(tx, type, row);
        }
        tx.put(type, row);
        PersonAccount.mirror(tx, type, row, ctx);
        triggers.afterSave(tx, type, row, before, ctx);
        return row.id();
    }

    private void lock(SObjectType type, Row row, WriteContext context) {
        if (setup.settings().rowLockMillis() > 0) {
            for (Field field : type.fields()) {
                String parent = field.isReference() && RowLocks.isLocking(field) ? row.text(field) : null;
                if (parent != null) {
                    context.locks().lock(parent);
                }
            }
            context.locks().lock(row.id());
        }
    }

    private static void set(
            Transaction tx, SObjectType type, Row.Draft draft, boolean create, ObjectNode body, Rights rights) {
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            String name = entry.getKey();
            if (name.equals("attributes")) {
                continue;
            }
            Field field = visible(type, type.findField(name), rights);
            Field lookup = field == null ? visible(type, type.findRelationship(name), rights) : null;
            if (lookup != null && entry.getValue().isObject()) {
                Checks.writable(lookup, create);
                Checks.editable(rights.mayEdit(type, lookup), lookup);
                draft.set(lookup, References.resolve(tx, lookup, entry.getValue()));
            } else if (field != null) {
                Checks.editable(rights.mayEdit(type, field), field);
                setField(tx, draft, field, create, entry.getValue());
            } else {
                throw new ApiException(new ApiError(
                        StatusCode.INVALID_FIELD,
                        "No such column '" + name + "' on sobject of type " + type,
                        List.of(name)));
            }
        }
    }

    private static @Nullable Field visible(SObjectType type, @Nullable Field field, Rights rights) {
        return field == null || rights.mayRead(type, field) ? field : null;
    }

    private static void setField(Transaction tx, Row.Draft draft, Field field, boolean create, JsonNode json) {
        Checks.writable(field, create);
        Object value = FieldValues.read(field, json);
        if (field.isReference() && value != null) {
            References.requireTarget(tx, field, Objects.toString(value));
        }
        draft.set(field, value);
    }
}
