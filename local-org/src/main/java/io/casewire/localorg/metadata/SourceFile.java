package io.casewire.localorg.metadata;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a deploy and the component it holds. Both forms are read: one file per object, and the decomposed one with a
 * file per field, where names end in {@code -meta.xml}.
 *
 * @param parent the object a decomposed part belongs to; empty for others
 */
record SourceFile(String path, String type, String parent, String name, byte[] content) {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("object", "CustomObject"),
            Map.entry("field", "CustomField"),
            Map.entry("validationRule", "ValidationRule"),
            Map.entry("listView", "ListView"),
            Map.entry("compactLayout", "CompactLayout"),
            Map.entry("layout", "Layout"),
            Map.entry("permissionset", "PermissionSet"),
            Map.entry("tab", "CustomTab"),
            Map.entry("platformEventChannel", "PlatformEventChannel"),
            Map.entry("platformEventChannelMember", "PlatformEventChannelMember"),
            Map.entry("managedEventSubscription", "ManagedEventSubscription"));
    private static final Pattern PART = Pattern.compile("(?:.*/)?objects/([^/]+)/[^/]+/([^/]+)\\.(\\w+)");
    private static final Pattern WHOLE = Pattern.compile("(?:.*/)?([^/]+)\\.(\\w+)");

    static SourceFile of(String path, byte[] content) {
        String plain = path.replaceFirst("-meta\\.xml$", "");
        Matcher part = PART.matcher(plain);
        Matcher whole = WHOLE.matcher(plain);
        if (part.matches() && TYPES.containsKey(part.group(3))) {
            return new SourceFile(path, type(path, part.group(3)), part.group(1), part.group(2), content);
        } else if (whole.matches() && TYPES.containsKey(whole.group(2))) {
            return new SourceFile(path, type(path, whole.group(2)), "", decode(whole.group(1)), content);
        }
        throw new DeployException(
                path,
                1,
                "The local org does not know this kind of component. It knows "
                        + TYPES.keySet().stream().sorted().toList());
    }

    private static String type(String path, String suffix) {
        String type = TYPES.get(suffix);
        if (type == null) {
            throw new DeployException(path, 1, "The local org does not know components that end in ." + suffix);
        }
        return type;
    }

    private static String decode(String name) {
        return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    String fullName() {
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
