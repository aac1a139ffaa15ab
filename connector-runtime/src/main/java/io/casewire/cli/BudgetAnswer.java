package io.casewire.cli;

import io.casewire.delivery.Allowance;
import io.casewire.delivery.BudgetStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code casewire budget} answers. */
final class BudgetAnswer {
    private BudgetAnswer() {}

    static Map<String, Object> of(BudgetStatus budget, long readsPerDay, PrometheusMeterRegistry meters) {
        Map<String, Object> calls = new LinkedHashMap<>();
        calls.put("spent", budget.spent());
        calls.put("left", budget.left());
        calls.put("reserve", budget.reserve());
        calls.put("readsPerDay", readsPerDay);
        calls.put("forecast", budget.forecast());
        calls.put("byMapping", budget.byMapping());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("step", budget.step().label());
        answer.put("does", budget.step().does());
        answer.put("waits", !budget.findings().isEmpty());
        answer.put("apiCalls", calls);
        answer.put(
                "allowances",
                budget.allowances().values().stream().map(BudgetAnswer::of).toList());
        answer.put("daysOfStorage", budget.daysOfStorage());
        answer.put("sinceStart", sinceStart(meters));
        return answer;
    }

    private static Map<String, Object> of(Allowance allowance) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", allowance.name());
        shown.put("used", allowance.used());
        shown.put("max", allowance.max());
        shown.put("at", allowance.at());
        return shown;
    }

    private static Map<String, Object> sinceStart(PrometheusMeterRegistry meters) {
        long readings = DemoSummary.count(meters, "casewire.readings");
        long decisions = DemoSummary.count(meters, "casewire.decisions");
        long writes = DemoSummary.count(meters, "casewire.writes");
        long calls = DemoSummary.count(meters, "casewire.calls");
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("readings", readings);
        made.put("decisions", decisions);
        made.put("writes", writes);
        made.put("calls", calls);
        made.put("callsPer1000Readings", per1000(calls, readings));
        made.put("writesPer1000Readings", per1000(writes, readings));
        made.put("callsPer1000Decisions", per1000(calls, decisions));
        made.put("writesPer1000Decisions", per1000(writes, decisions));
        return made;
    }

    private static double per1000(long many, long of) {
        return of == 0 ? 0 : Math.round(10_000.0 * many / of) / 10.0;
    }
}
