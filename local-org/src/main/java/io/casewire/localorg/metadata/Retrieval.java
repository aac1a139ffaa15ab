package io.casewire.localorg.metadata;

import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What was deployed, as files that can be deployed again. An object's file holds its fields and rules.
 *
 * @param zip the files with a manifest
 * @param problems what the manifest names and the org does not have
 */
@SuppressWarnings("ArrayRecordComponent") // retrievals are never compared
public record Retrieval(byte[] zip, List<FileProperties> files, List<String> problems) {
    private static final String HEADER = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final Map<String, String> INSIDE = Map.of(
            "CustomField", "fields",
            "ValidationRule", "validationRules",
            "ListView", "listViews",
            "CompactLayout", "compactLayouts");

    /** One component and the file it is in. */
    public record FileProperties(String type, String fullName, String fileName) {}

    /** Everything of one type. */
    public static List<FileProperties> list(Schema schema, String typeName) {
        MetadataType type = MetadataType.named(typeName);
        List<FileProperties> all = new ArrayList<>();
        if (type != null) {
            schema.components(typeName).forEach(component -> all.add(properties(type, component.fullName(), "")));
        }
        if (type == MetadataType.CUSTOM_OBJECT) {
            schema.types().stream()
                    .filter(object ->
                            !object.definition().custom() && schema.component(typeName, object.name()) == null)
                    .forEach(object -> all.add(properties(MetadataType.CUSTOM_OBJECT, object.name(), "")));
        }
        return all;
    }

    /** @param folder what the files' paths begin with */
    public static Retrieval of(Schema schema, Element manifest, String folder) {
        Map<String, String> contents = new TreeMap<>();
        List<FileProperties> files = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        StringBuilder types = new StringBuilder();
        for (Element wanted : manifest.all("types")) {
            String typeName = wanted.text("name", "");
            MetadataType type = MetadataType.named(typeName);
            if (type == null) {
                problems.add("Entity type '" + typeName + "' is unknown to the local org");
                continue;
            }
            types.append("    <types>\n");
            for (String member : members(schema, wanted, typeName)) {
                String content = content(schema, type, member);
                if (content == null) {
                    problems.add("Entity of type '" + typeName + "' named '" + member + "' cannot be found");
                } else {
                    FileProperties file = properties(type, member, folder);
                    contents.put(file.fileName(), content);
                    files.add(file);
                    types.append("        <members>")
                            .append(Element.escape(member))
                            .append("</members>\n");
                }
            }
            types.append("        <name>").append(typeName).append("</name>\n    </types>\n");
        }
        contents.put(
                folder + "package.xml",
                HEADER + "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n" + types + "    <version>"
                        + manifest.text("version", "62.0") + "</version>\n</Package>\n");
        return new Retrieval(zipped(contents), files, problems);
    }

    private static List<String> members(Schema schema, Element wanted, String type) {
        List<String> members = new ArrayList<>();
        for (Element member : wanted.all("members")) {
            if (member.text().equals("*")) {
                schema.components(type).forEach(component -> members.add(component.fullName()));
            } else {
                members.add(member.text());
            }
        }
        return members;
    }

    private static FileProperties properties(MetadataType type, String fullName, String folder) {
        String file = type.isInsideObject()
                ? "objects/" + fullName.substring(0, Math.max(0, fullName.indexOf('.'))) + ".object"
                : type.directory() + "/" + fullName + "." + type.suffix();
        return new FileProperties(type.xmlName(), fullName, folder + file);
    }

    private static @Nullable String content(Schema schema, MetadataType type, String fullName) {
        if (type == MetadataType.CUSTOM_OBJECT || type.isInsideObject()) {
            int dot = fullName.indexOf('.');
            String object = dot < 0 ? fullName : fullName.substring(0, dot);
            boolean there = dot < 0 || schema.component(type.xmlName(), fullName) != null;
            SObjectType known = there ? schema.find(object) : null;
            return known == null ? null : object(schema, known);
        }
        Component component = schema.component(type.xmlName(), fullName);
        return component == null ? null : HEADER + component.xml();
    }

    private static String object(Schema schema, SObjectType type) {
        Component own = schema.component(MetadataType.CUSTOM_OBJECT.xmlName(), type.name());
        List<Element> children = new ArrayList<>();
        if (own != null) {
            children.addAll(XmlReader.read(own).children());
        }
        for (Component component : schema.components()) {
            String name = INSIDE.get(component.type());
            if (name != null && component.fullName().startsWith(type.name() + ".")) {
                Element part = XmlReader.read(component);
                children.add(new Element(name, part.line(), part.text(), part.children()));
            }
        }
        return HEADER + new Element("CustomObject", 1, "", children).toXml();
    }

    private static byte[] zipped(Map<String, String> contents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : contents.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
