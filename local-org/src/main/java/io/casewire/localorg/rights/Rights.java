package io.casewire.localorg.rights;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one user may do with objects and fields. Fields that every record has, required fields and ids are never hidden, as
 * in Salesforce. Records are not shared one by one: who may read an object may read all of its records.
 */
public final class Rights {
    /** Everything: administrators, and flows, which run in system mode. */
    public static final Rights ALL = new Rights(true, false, Set.of());

    private static final Set<String> SYSTEM = Set.of(
            "Id",
            "Name",
            "OwnerId",
            "IsDeleted",
            "CreatedDate",
            "CreatedById",
            "LastModifiedDate",
            "LastModifiedById",
            "SystemModstamp",
            "ReplayId",
            "EventUuid");

    /** Objects without permissions of their own: everybody reads them. */
    private static final Set<String> OPEN = Set.of(
            "Organization",
            "User",
            "Profile",
            "Group",
            "RecordType",
            "PermissionSet",
            "PermissionSetAssignment",
            "AssignmentRule",
            "DuplicateRule",
            "FlowDefinitionView");

    private final boolean all;
    private final boolean standard;
    /** Such as {@code create:case} and {@code read:case.subject}. */
    private final Set<String> granted;
    /** The last schema asked for, because making the smaller one costs more than most calls. */
    private volatile @Nullable Visible visible;

    private record Visible(Schema whole, Schema part) {}

    /** @param standard whether the profile itself gives the standard objects with their fields */
    Rights(boolean all, boolean standard, Set<String> granted) {
        this.all = all;
        this.standard = standard;
        Set<String> lower = new HashSet<>();
        granted.forEach(grant -> lower.add(grant.toLowerCase(Locale.ROOT)));
        this.granted = Set.copyOf(lower);
    }

    public boolean isAll() {
        return all;
    }

    public boolean mayCreate(SObjectType type) {
        return may("create", type);
    }

    public boolean mayRead(SObjectType type) {
        return OPEN.contains(type.name()) || may("read", type);
    }

    public boolean mayEdit(SObjectType type) {
        return may("edit", type);
    }

    public boolean mayDelete(SObjectType type) {
        return may("delete", type);
    }

    /** Whether the user may ask the Consent API. */
    public boolean mayReadPrivacyData() {
        return all || granted.contains("viewalldata") || granted.contains("privacydataaccess");
    }

    /** Whether the user may deploy metadata. */
    public boolean mayDeploy() {
        return all || granted.contains("modifymetadata");
    }

    /** What change data capture needs. */
    public boolean mayViewAllRecords(SObjectType type) {
        return may("viewall", type);
    }

    private boolean may(String what, SObjectType type) {
        return all || (standard && !type.definition().custom()) || granted.contains(what + ":" + lower(type.name()));
    }

    public boolean mayRead(SObjectType type, Field field) {
        return isAlways(type, field) || granted.contains("read:" + lower(type.name() + "." + field.name()));
    }

    public boolean mayEdit(SObjectType type, Field field) {
        return isAlways(type, field) || granted.contains("edit:" + lower(type.name() + "." + field.name()));
    }

    private boolean isAlways(SObjectType type, Field field) {
        return all
                || OPEN.contains(type.name())
                || field.required()
                || field.type() == FieldType.ID
                || SYSTEM.contains(field.name())
                || (standard && !field.custom());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The schema with the objects and fields that may be read, and no others. */
    public Schema visible(Schema schema) {
        if (all) {
            return schema;
        }
        Visible last = visible;
        if (last == null || last.whole != schema) {
            last = new Visible(schema, schema.restricted(this::mayRead, type -> field -> mayRead(type, field)));
            visible = last;
        }
        return last.part;
    }
}
