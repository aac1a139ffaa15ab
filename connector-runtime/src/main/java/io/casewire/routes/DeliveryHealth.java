package io.casewire.routes;

import io.casewire.content.Content;
import io.casewire.delivery.Receipt;
import io.casewire.delivery.Refusal;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Mapping.FieldMapping;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What delivery has to say to people: refusals with the mapping's file and line, an org that does not answer, usage. */
public final class DeliveryHealth {
    private static final Pattern COLUMN = Pattern.compile("'(\\w+)'");

    private volatile Content content;
    private final MeterRegistry meters;
    private final AtomicReference<@Nullable Finding> unreachable = new AtomicReference<>();
    private final Map<String, Finding> refusals = new ConcurrentHashMap<>();

    DeliveryHealth(Content content, MeterRegistry meters) {
        this.content = content;
        this.meters = meters;
    }

    /** Mappings of other content are named from now on. */
    void use(Content other) {
        content = other;
    }

    void answered() {
        unreachable.set(null);
        meters.counter("casewire.calls", "result", "answered").increment();
    }

    void failed(Finding finding, long now) {
        unreachable.set(finding);
        meters.counter("casewire.calls", "result", "failed").increment();
    }

    /** Remembers the newest refusal of each mapping and code; a row that passes takes its mapping's refusals away. */
    void receipt(Receipt receipt, long now) {
        String mapping = receipt.write().substring(0, receipt.write().indexOf('/'));
        String code = receipt.code();
        if (Refusal.HALTED.equals(code)) {
            // The record that halted its family says why.
            return;
        }
        if (receipt.result() == Receipt.Result.REFUSED && code != null) {
            refusals.put(mapping + "/" + code, refusal(mapping, code, receipt));
        } else {
            refusals.keySet().removeIf(key -> key.startsWith(mapping + "/"));
        }
    }

    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(refusals.values());
        Finding org = unreachable.get();
        if (org != null) {
            findings.add(org);
        }
        return findings;
    }

    private Finding refusal(String name, String code, Receipt receipt) {
        String field = field(receipt);
        Mapping mapping = content.mappings().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElse(null);
        String where = mapping == null ? name : place(mapping, field);
        boolean unknownField = code.equals("INVALID_FIELD") || code.equals("NOT_FOUND");
        return new Finding(
                unknownField ? FindingCode.MAPPING_UNKNOWN_FIELD : FindingCode.ORG_REFUSED_ROW,
                where,
                code + (field.isEmpty() ? "" : " on field '" + field + "'") + " of " + receipt.object() + ".");
    }

    private static String place(Mapping mapping, String field) {
        return mapping.fields().stream()
                .filter(it -> it.target().equals(field) || it.target().startsWith(field + "."))
                .map(FieldMapping::place)
                .findFirst()
                .orElse(mapping.file().path());
    }

    /** Salesforce names the field in its list, or only in its sentence. */
    private static String field(Receipt receipt) {
        List<String> fields = receipt.fields();
        if (fields != null && !fields.isEmpty()) {
            return fields.get(0);
        }
        Matcher column = COLUMN.matcher(String.valueOf(receipt.message()));
        return column.find() ? column.group(1) : "";
    }
}
