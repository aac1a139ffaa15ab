package io.casewire.localorg.metadata;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An XML element with its line, as far as metadata files need it. */
public record Element(String name, int line, String text, List<Element> children) {
    public List<Element> all(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).toList();
    }

    public @Nullable Element first(String childName) {
        for (Element child : children) {
            if (child.name.equals(childName)) {
                return child;
            }
        }
        return null;
    }

    /** The text of a child, or the fallback when there is none. */
    public String text(String childName, String fallback) {
        Element child = first(childName);
        return child == null || child.text.isEmpty() ? fallback : child.text;
    }

    public boolean isTrue(String childName) {
        return text(childName, "false").equals("true");
    }

    /** The text of a child that must be there. */
    public String required(String childName, String component) {
        String text = text(childName, "");
        if (text.isEmpty()) {
            throw new DeployException(component, line, "Required field is missing: " + childName);
        }
        return text;
    }

    int number(String childName, int fallback, String component) {
        String text = text(childName, "");
        try {
            return text.isEmpty() ? fallback : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new DeployException(component, line, childName + " is no number: " + text);
        }
    }

    /** The same without children of these names. */
    Element without(Set<String> names) {
        return new Element(
                name,
                line,
                text,
                children.stream().filter(child -> !names.contains(child.name)).toList());
    }

    /** As XML in the namespace of metadata, so that it can be deployed again. */
    String toXml() {
        StringBuilder xml = new StringBuilder();
        write(xml, " xmlns=\"http://soap.sforce.com/2006/04/metadata\"", "");
        return xml.toString();
    }

    /** As the body of another element. */
    void write(StringBuilder xml, String namespace, String indent) {
        xml.append(indent).append('<').append(name).append(namespace).append('>');
        if (children.isEmpty()) {
            xml.append(escape(text));
        } else {
            xml.append('\n');
            children.forEach(child -> child.write(xml, "", indent + "    "));
            xml.append(indent);
        }
        xml.append("</").append(name).append(">\n");
    }

    /** Text as it may stand in XML. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' && c != '\r' ? '?' : c);
            }
        }
        return escaped.toString();
    }
}
