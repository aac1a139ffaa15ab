package io.casewire.localorg.metadata;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of metadata this org deploys, in the order in which they refer to one another. */
public enum MetadataType {
    CUSTOM_OBJECT("CustomObject", "objects", "object", false),
    CUSTOM_FIELD("CustomField", "objects", "field", true),
    VALIDATION_RULE("ValidationRule", "objects", "validationRule", true),
    COMPACT_LAYOUT("CompactLayout", "objects", "compactLayout", true),
    LIST_VIEW("ListView", "objects", "listView", true),
    CUSTOM_METADATA("CustomMetadata", "customMetadata", "md", false),
    LAYOUT("Layout", "layouts", "layout", false),
    CUSTOM_TAB("CustomTab", "tabs", "tab", false),
    QUEUE("Queue", "queues", "queue", false),
    CUSTOM_NOTIFICATION_TYPE("CustomNotificationType", "notificationtypes", "notiftype", false),
    ASSIGNMENT_RULES("AssignmentRules", "assignmentRules", "assignmentRules", false),
    CHANNEL("PlatformEventChannel", "platformEventChannels", "platformEventChannel", false),
    CHANNEL_MEMBER("PlatformEventChannelMember", "platformEventChannelMembers", "platformEventChannelMember", false),
    MANAGED_SUBSCRIPTION("ManagedEventSubscription", "managedEventSubscriptions", "managedEventSubscription", false),
    FLOW("Flow", "flows", "flow", false),
    EXTERNAL_CLIENT_APPLICATION("ExternalClientApplication", "externalClientApps", "eca", false),
    EXTERNAL_CLIENT_OAUTH("ExtlClntAppOauthSettings", "extlClntAppOauthSettings", "ecaOauth", false),
    EXTERNAL_CLIENT_GLOBAL_OAUTH("ExtlClntAppGlobalOauthSettings", "extlClntAppGlobalOauthSets", "ecaGlblOauth", false),
    EXTERNAL_CLIENT_POLICIES("ExtlClntAppOauthConfigurablePolicies", "extlClntAppOauthPolicies", "ecaOauthPlcy", false),
    CONNECTED_APP("ConnectedApp", "connectedApps", "connectedApp", false),
    PERMISSION_SET("PermissionSet", "permissionsets", "permissionset", false);

    private static final Map<String, MetadataType> BY_SUFFIX = new TreeMap<>();

    static {
        for (MetadataType type : values()) {
            BY_SUFFIX.put(type.suffix, type);
        }
    }

    private final String xmlName;
    private final String directory;
    private final String suffix;
    private final boolean insideObject;

    MetadataType(String xmlName, String directory, String suffix, boolean insideObject) {
        this.xmlName = xmlName;
        this.directory = directory;
        this.suffix = suffix;
        this.insideObject = insideObject;
    }

    /** The name the Metadata API gives it. */
    public String xmlName() {
        return xmlName;
    }

    /** The folder of a zip its files are in. */
    public String directory() {
        return directory;
    }

    /** How its files end. */
    public String suffix() {
        return suffix;
    }

    /** Whether it belongs to an object and stands in that object's file. */
    public boolean isInsideObject() {
        return insideObject;
    }

    static @Nullable MetadataType ofSuffix(String suffix) {
        return BY_SUFFIX.get(suffix);
    }

    /** The type of this name, or null. */
    public static @Nullable MetadataType named(String xmlName) {
        return Arrays.stream(values())
                .filter(type -> type.xmlName.equals(xmlName))
                .findFirst()
                .orElse(null);
    }

    static List<String> suffixes() {
        return List.copyOf(BY_SUFFIX.keySet());
    }
}
