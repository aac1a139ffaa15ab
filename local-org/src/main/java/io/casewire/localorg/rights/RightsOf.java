package io.casewire.localorg.rights;

import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds a user's rights: of the profile, and of all assigned permission sets together. */
public final class RightsOf {
    private static final String ADMINISTRATOR = "System Administrator";
    private static final String STANDARD = "Standard User";

    /** Beyond this many, permission sets must have been deployed again and again. */
    private static final int MOST_KNOWN = 200;

    /** What was worked out before: users with the same profile and permission sets have the same rights. */
    private final Map<Basis, Rights> known = new ConcurrentHashMap<>();

    /** What rights follow from. @param permissionSets their XML, as deployed */
    private record Basis(String profile, Set<String> permissionSets) {}

    /** The rights of a user as they are now. */
    public Rights user(RecordView view, String userId) {
        String profile = profile(view, userId);
        if (profile.equals(ADMINISTRATOR)) {
            return Rights.ALL;
        }
        Set<String> permissionSets = new HashSet<>();
        for (String name : permissionSets(view, userId)) {
            Component component = view.schema().component("PermissionSet", name);
            if (component != null) {
                permissionSets.add(component.xml());
            }
        }
        if (known.size() > MOST_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(new Basis(profile, permissionSets), RightsOf::rights);
    }

    private static Rights rights(Basis basis) {
        Set<String> granted = new HashSet<>();
        basis.permissionSets.forEach(xml -> granted.addAll(PermissionSetReader.read(xml)));
        return new Rights(granted.contains("ModifyAllData"), basis.profile.equals(STANDARD), granted);
    }

    private static String profile(RecordView view, String userId) {
        Schema schema = view.schema();
        SObjectType users = schema.type("User");
        Row user = view.get(users, userId);
        String profileId = user == null ? null : user.text(users.field("ProfileId"));
        SObjectType profiles = schema.type("Profile");
        Row profile = profileId == null ? null : view.get(profiles, profileId);
        @Nullable String name = profile == null ? null : profile.text(profiles.field("Name"));
        return name == null ? "" : name;
    }

    private static Set<String> permissionSets(RecordView view, String userId) {
        SObjectType assignments = view.schema().type("PermissionSetAssignment");
        SObjectType sets = view.schema().type("PermissionSet");
        Set<String> names = new HashSet<>();
        for (Row row : view.rows(assignments)) {
            boolean theirs = userId.equals(row.get(assignments.field("AssigneeId")))
                    && row.get(assignments.field("IsDeleted")) != Boolean.TRUE;
            String setId = theirs ? row.text(assignments.field("PermissionSetId")) : null;
            Row set = setId == null ? null : view.get(sets, setId);
            String name = set == null ? null : set.text(sets.field("Name"));
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }
}
