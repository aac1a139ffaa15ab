package io.casewire.localorg.rights;

import java.io.StringReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads what a permission set grants, as {@link Rights} keeps it. It was checked when it was deployed. */
final class PermissionSetReader {
    private static final Map<String, String> OBJECT = Map.of(
            "allowCreate", "create:",
            "allowRead", "read:",
            "allowEdit", "edit:",
            "allowDelete", "delete:",
            "viewAllRecords", "viewall:");
    private static final Map<String, String> FIELD = Map.of("readable", "read:", "editable", "edit:");

    private PermissionSetReader() {}

    static Set<String> read(String xml) {
        Set<String> granted = new HashSet<>();
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "objectPermissions" -> grant(granted, values(reader), "object", OBJECT);
                        case "fieldPermissions" -> grant(granted, values(reader), "field", FIELD);
                        case "userPermissions" -> user(granted, values(reader));
                        default -> {}
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a deployed permission set cannot be read", e);
        }
        return granted;
    }

    private static void grant(
            Set<String> granted, Map<String, String> values, String name, Map<String, String> permissions) {
        permissions.forEach((element, grant) -> {
            if ("true".equals(values.get(element))) {
                granted.add(grant + values.get(name));
            }
        });
    }

    /** A permission that is for no object, such as {@code ModifyAllData}. */
    private static void user(Set<String> granted, Map<String, String> values) {
        String name = values.get("name");
        if ("true".equals(values.get("enabled")) && name != null) {
            granted.add(name);
        }
    }

    /** The texts of the element's children, by name. */
    private static Map<String, String> values(XMLStreamReader reader) throws XMLStreamException {
        Map<String, String> values = new HashMap<>();
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            if (reader.getEventType() == XMLStreamConstants.START_ELEMENT) {
                String name = reader.getLocalName();
                values.put(name, reader.getElementText().strip());
            }
        }
        return values;
    }
}
