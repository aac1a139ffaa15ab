package io.casewire.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.content.Content;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Target;
import io.casewire.salesforce.OrgQuestions;
import io.casewire.salesforce.OrgUnreachableException;
import java.util.Map;
import java.util.TreeMap;

/** Everything that mappings name, beside what an org describes. Reads only. */
public final class MappingCheckup {
    private MappingCheckup() {}

    /** @return the objects that records are written to, as the org describes them; those it has */
    public static Map<String, JsonNode> run(OrgQuestions org, Content content, Checkup checkup)
            throws OrgUnreachableException {
        Map<String, JsonNode> described = new TreeMap<>();
        for (Mapping mapping : content.mappings()) {
            if (mapping.target().kind() == Target.Kind.OBJECT && !described.containsKey(mapping.object())) {
                JsonNode answer = org.describe(mapping.object());
                if (answer != null) {
                    described.put(mapping.object(), answer);
                }
            }
        }
        FieldCheckup fields = new FieldCheckup(checkup, new PlaceKinds(content));
        for (Mapping mapping : content.mappings()) {
            switch (mapping.target().kind()) {
                case OBJECT -> fields.mapping(mapping, described.get(mapping.object()));
                case EVENT -> fields.event(mapping, org.describe(mapping.object()));
                case FLOW -> fields.flow(mapping, org.flow(mapping.object()));
            }
        }
        new DeviceFieldCheckup(org, content, fields, described).run();
        return described;
    }
}
