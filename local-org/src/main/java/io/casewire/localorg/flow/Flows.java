package io.casewire.localorg.flow;

import io.casewire.localorg.metadata.MetadataType;
import io.casewire.localorg.metadata.XmlReader;
import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The deployed flows, read once for each schema. */
final class Flows {
    private volatile Known known = new Known(null, Map.of());

    private record Known(@Nullable Schema schema, Map<String, Flow> byName) {}

    Map<String, Flow> all(Schema schema) {
        Known now = known;
        if (now.schema != schema) {
            Map<String, Flow> flows = new TreeMap<>();
            for (Component component : schema.components(MetadataType.FLOW.xmlName())) {
                String name = component.fullName();
                flows.put(name, FlowReader.read(name, XmlReader.read(component), schema));
            }
            now = new Known(schema, flows);
            known = now;
        }
        return now.byName;
    }

    /** The active flows of an object that fit, in the order of their names. */
    List<Flow> active(Schema schema, String object, Predicate<Flow> kind) {
        List<Flow> active = new ArrayList<>();
        for (Flow flow : all(schema).values()) {
            if (flow.active() && flow.object().equalsIgnoreCase(object) && kind.test(flow)) {
                active.add(flow);
            }
        }
        return active;
    }

    @Nullable
    Flow callable(Schema schema, String name) {
        Flow flow = all(schema).get(name);
        return flow != null && flow.active() && flow.isCallable() ? flow : null;
    }
}
