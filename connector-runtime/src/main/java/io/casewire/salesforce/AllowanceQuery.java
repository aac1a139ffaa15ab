package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Allowance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is left of the org's allowances, by the {@code limits} resource; asking costs one API call. */
public final class AllowanceQuery {
    private static final List<String> NAMES = List.of(
            Allowance.API_CALLS, Allowance.PUBLISHED, Allowance.DELIVERED, Allowance.BULK_BATCHES, Allowance.STORAGE);

    private AllowanceQuery() {}

    /**
     * @param now when it is asked, epoch milliseconds
     * @return those the org has; none when the user may not see them
     */
    public static List<Allowance> read(OrgApi org, long now) throws OrgUnreachableException {
        OrgApi.Answer answer = org.send("GET", "/services/data/" + org.version() + "/limits", new byte[0], Map.of());
        List<Allowance> allowances = new ArrayList<>();
        if (answer.isOk()) {
            JsonNode limits = answer.json();
            for (String name : NAMES) {
                JsonNode limit = limits.path(name);
                if (limit.path("Max").isIntegralNumber()
                        && limit.path("Remaining").isIntegralNumber()) {
                    allowances.add(new Allowance(
                            Allowance.VERSION,
                            name,
                            limit.path("Max").asLong(),
                            limit.path("Remaining").asLong(),
                            now));
                }
            }
        }
        return allowances;
    }
}
