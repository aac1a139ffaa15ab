package io.casewire.localorg.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An XML element with its line, as far as metadata files need it. */
record Element(String name, int line, String text, List<Element> children) {
    List<Element> all(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).toList();
    }

    @Nullable
    Element first(String childName) {
        for (Element child : children) {
            if (child.name.equals(childName)) {
                return child;
            }
        }
        return null;
    }

    /** The text of a child, or the fallback when there is none. */
    String text(String childName, String fallback) {
        Element child = first(childName);
        return child == null || child.text.isEmpty() ? fallback : child.text;
    }

    boolean isTrue(String childName) {
        return text(childName, "false").equals("true");
    }

    /** The text of a child that must be there. */
    String required(String childName, String component) {
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
}
