package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.ingest.Format;
import io.casewire.ingest.Format.Field;
import io.casewire.ingest.Format.FieldType;
import io.casewire.ingest.Group;
import io.casewire.ingest.Group.Per;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: Group}: whose readings are heard together, and what of them. */
final class GroupReader {
    private final YamlFile file;
    private final List<Format> formats;
    private final Consumer<Finding> findings;

    private GroupReader(YamlFile file, List<Format> formats, Consumer<Finding> findings) {
        this.file = file;
        this.formats = formats;
        this.findings = findings;
    }

    /** @param formats of devices. @return null when findings were reported */
    static @Nullable Group read(YamlFile file, List<Format> formats, Consumer<Finding> findings) {
        return new GroupReader(file, formats, findings).read();
    }

    private @Nullable Group read() {
        JsonNode root = file.root();
        String of = root.path("of").asText();
        Format members = formats.stream()
                .filter(format -> format.name().equals(of))
                .findFirst()
                .orElse(null);
        if (members == null) {
            refuse("/of", "there is no format '" + of + "'." + Nearest.to(of, names(formats)));
            return null;
        }
        String purpose = root.path("purpose").asText();
        boolean right = check(
                members.purposes().contains(purpose),
                "/purpose",
                "readings of '" + of + "' do not serve '" + purpose + "'." + Nearest.to(purpose, members.purposes()));
        String domain = root.path("domain").asText();
        right &= check(
                formats.stream().noneMatch(format -> format.domain().equals(domain)),
                "/domain",
                "'" + domain + "' is decided on readings of devices; a group needs a domain of its own.");
        List<String> names = FormatReader.strings(root.path("fields"));
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Field field = field(members, names.get(i), "/fields/" + i);
            if (field == null) {
                right = false;
            } else {
                fields.add(field);
            }
        }
        return right
                ? new Group(
                        Group.hearing(root.path("name").asText(), file.source(), domain, purpose, fields),
                        of,
                        Per.valueOf(FormatReader.constant(root.path("per").asText())))
                : null;
    }

    private @Nullable Field field(Format members, String name, String pointer) {
        for (Field field : members.fields()) {
            if (field.name().equals(name)) {
                boolean right = check(
                        field.type() != FieldType.TEXT,
                        pointer,
                        "'" + name + "' is a text; a group hears numbers, and what is true or false.");
                return right ? field : null;
            }
        }
        refuse(
                pointer,
                "readings of '" + members.name() + "' have no field '" + name + "'."
                        + Nearest.to(
                                name, members.fields().stream().map(Field::name).toList()));
        return null;
    }

    private static List<String> names(List<Format> formats) {
        return formats.stream().map(Format::name).toList();
    }

    private boolean check(boolean right, String pointer, String otherwise) {
        if (!right) {
            refuse(pointer, otherwise);
        }
        return right;
    }

    private void refuse(String pointer, String what) {
        findings.accept(new Finding(FindingCode.CONTENT_REFERENCE, file.place(pointer), what));
    }
}
