package io.casewire.localorg.flow;

import io.casewire.localorg.metadata.Element;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flow as deployed. Elements keep their XML: names, order and meaning are those of Salesforce's Metadata API.
 *
 * @param start where it begins, and when
 * @param elements what it does, by name
 * @param resources variables, formulas, constants and text templates, by name
 */
record Flow(
        String name,
        String label,
        boolean active,
        Element start,
        Map<String, Element> elements,
        Map<String, Element> resources) {

    @Nullable
    Element element(String elementName) {
        return elements.get(elementName);
    }

    /** Empty for a flow that others call. */
    String triggerType() {
        return start.text("triggerType", "");
    }

    /** The object or event it waits for; empty for none. */
    String object() {
        return start.text("object", "");
    }

    boolean isBeforeSave() {
        return triggerType().equals("RecordBeforeSave");
    }

    boolean isAfterSave() {
        return triggerType().equals("RecordAfterSave");
    }

    boolean isBeforeDelete() {
        return triggerType().equals("RecordBeforeDelete");
    }

    boolean isOfEvent() {
        return triggerType().equals("PlatformEvent");
    }

    /** Whether others can call it, over REST or from a flow. */
    boolean isCallable() {
        return triggerType().isEmpty();
    }
}
