package io.casewire.localorg.metadata;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a deploy and the component it holds. Both forms are read: one file per object, and the decomposed one with a
 * file per field, where names end in {@code -meta.xml}.
 *
 * @param parent the object a decomposed part belongs to; empty for others
 */
record SourceFile(String path, String type, String parent, String name, byte[] content) {
    private static final Pattern PART = Pattern.compile("(?:.*/)?objects/([^/]+)/[^/]+/([^/]+)\\.(\\w+)");
    private static final Pattern WHOLE = Pattern.compile("(?:.*/)?([^/]+)\\.(\\w+)");

    static SourceFile of(String path, byte[] content) {
        String plain = path.replaceFirst("-meta\\.xml$", "");
        Matcher part = PART.matcher(plain);
        Matcher whole = WHOLE.matcher(plain);
        if (part.matches() && MetadataType.ofSuffix(part.group(3)) != null) {
            return new SourceFile(path, type(path, part.group(3)), part.group(1), part.group(2), content);
        } else if (whole.matches() && MetadataType.ofSuffix(whole.group(2)) != null) {
            return new SourceFile(path, type(path, whole.group(2)), "", decode(path, whole.group(1)), content);
        }
        throw new DeployException(
                path,
                1,
                "The local org does not know this kind of component. It knows files that end in "
                        + MetadataType.suffixes());
    }

    private static String type(String path, String suffix) {
        MetadataType type = MetadataType.ofSuffix(suffix);
        if (type == null) {
            throw new DeployException(path, 1, "The local org does not know components that end in ." + suffix);
        }
        return type.xmlName();
    }

    private static String decode(String path, String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new DeployException(path, 1, "The file's name is not encoded as names are: " + name);
        }
    }

    String fullName() {
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
