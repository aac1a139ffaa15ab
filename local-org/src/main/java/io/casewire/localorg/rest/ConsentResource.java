package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.consent.Consent;
import io.casewire.localorg.consent.ConsentAction;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Consent API, as far as it reads. Verdicts are texts and not booleans, and a person nobody knows gets {@code "false"}
 * (Salesforce REST API guide: Consent). What its answers look like with {@code verbose}, {@code aggregatedConsent} or
 * {@code policy} is not known for certain, so those are refused.
 */
final class ConsentResource {
    private static final int FIRST_VERSION = 44;
    private static final int FIRST_VERSION_OF_MANY = 45;
    private static final List<String> UNANSWERED = List.of("verbose", "aggregatedConsent", "policy");

    void routes(Routes routes) {
        routes.on("GET", "/consent/action/{action}", call -> {
                    requireVersion(call, FIRST_VERSION);
                    return answer(call, List.of(action(call.variable("action"))));
                })
                .on("PATCH", "/consent/action/{action}", call -> {
                    throw gap("writing; write records of ContactPointTypeConsent, Individual, Contact or Lead instead");
                })
                .on("GET", "/consent/multiaction", call -> {
                    requireVersion(call, FIRST_VERSION_OF_MANY);
                    List<ConsentAction> actions = new ArrayList<>();
                    for (String name : call.requiredParameter("actions").split(",")) {
                        actions.add(action(name.strip()));
                    }
                    return answer(call, actions);
                });
    }

    private static void requireVersion(Call call, int first) {
        if (call.versionNumber() < first) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
    }

    private static ConsentAction action(String name) {
        ConsentAction action = ConsentAction.named(name);
        if (action == null) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist: no action " + name);
        }
        return action;
    }

    private static ApiException gap(String what) {
        return new ApiException(StatusCode.NOT_FOUND, "The Consent API of the local org does not answer " + what);
    }

    private static Answer answer(Call call, List<ConsentAction> actions) {
        for (String parameter : UNANSWERED) {
            if (call.parameter(parameter) != null) {
                throw gap(parameter);
            }
        }
        if (!call.rights().mayReadPrivacyData()) {
            throw new ApiException(
                    StatusCode.INSUFFICIENT_ACCESS_OR_READONLY,
                    "insufficient access: the Consent API needs the permission ViewAllData or PrivacyDataAccess");
        }
        String datetime = call.parameter("datetime");
        Instant at = datetime == null ? call.now() : DateTimes.read("datetime", datetime);
        List<String> people = Stream.of(call.requiredParameter("ids").split(","))
                .map(String::strip)
                .toList();
        ObjectNode body = Json.object();
        call.work().read(view -> {
            Consent consent = new Consent(view, at, call.parameter("purpose"));
            people.forEach(person -> body.set(person, one(consent, actions, person)));
            return body;
        });
        return Answer.ok(body).about("consent", people.size());
    }

    private static ObjectNode one(Consent consent, List<ConsentAction> actions, String person) {
        ObjectNode json = Json.object().put("result", "Success");
        ObjectNode proceed = json.putObject("proceed");
        for (ConsentAction action : actions) {
            proceed.put(action.apiName(), Boolean.toString(consent.mayProceed(action, person)))
                    .put(action.resultKey(), "Success");
        }
        return json;
    }
}
