package io.casewire.localorg.metadata;

import io.casewire.localorg.schema.Component;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads metadata XML. Document types and entities are not read at all, so a file cannot reach outside itself. */
public final class XmlReader {
    private static final int DEEPEST = 50;

    private XmlReader() {}

    /** @throws DeployException when it is not well-formed, or wants to reach outside itself */
    public static Element read(byte[] xml) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new DeployException(
                            "", reader.getLocation().getLineNumber(), "A document type is not allowed");
                }
            }
            Element root = element(reader, 0);
            while (reader.hasNext()) {
                reader.next();
            }
            return root;
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNumber();
            throw new DeployException(
                    "",
                    line,
                    "Error parsing file: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** What was deployed, as it is kept. */
    public static Element read(Component component) {
        return read(component.xml().getBytes(StandardCharsets.UTF_8));
    }

    private static Element element(XMLStreamReader reader, int depth) throws XMLStreamException {
        String name = reader.getLocalName();
        int line = reader.getLocation().getLineNumber();
        if (depth > DEEPEST) {
            throw new DeployException("", line, "Elements are nested too deeply");
        }
        StringBuilder text = new StringBuilder();
        List<Element> children = new ArrayList<>();
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            switch (reader.getEventType()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new DeployException(
                            "", reader.getLocation().getLineNumber(), "Unknown entity " + reader.getLocalName());
                default -> {}
            }
        }
        return new Element(name, line, text.toString().strip(), List.copyOf(children));
    }
}
