package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.HttpRequest;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.oauth.Session;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A REST call on its way to the resource that answers it.
 *
 * @param variables the parts of the path the route names, decoded
 */
record Call(
        HttpRequest request, Map<String, String> variables, Session session, Rights rights, Instant now, Work work) {

    private static final Pattern ALLOW_SAVE = Pattern.compile("(?i)allowSave\\s*=\\s*true");

    String variable(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    /** Such as {@code v62.0}. */
    String version() {
        return variable("version");
    }

    int versionNumber() {
        return ApiVersions.number(version());
    }

    @Nullable
    String parameter(String name) {
        return request.query().get(name);
    }

    String requiredParameter(String name) {
        String value = parameter(name);
        if (value == null || value.isEmpty()) {
            throw new ApiException(StatusCode.MALFORMED_QUERY, "A query parameter '" + name + "' is required");
        }
        return value;
    }

    ObjectNode body() {
        return Json.parseObject(request.body());
    }

    /** The object the path names; 404 when the org has none of that name. */
    SObjectType object() {
        SObjectType type = work.read(view -> view.schema().find(variable("object")));
        if (type == null) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
        return type;
    }

    /** The record id the path names, in its 18-character form. */
    String id() {
        String id = RecordId.normalize(variable("id"));
        if (id == null) {
            throw new ApiException(
                    StatusCode.NOT_FOUND,
                    "Provided external ID field does not exist or is not accessible: " + variable("id"));
        }
        return id;
    }

    WriteContext writeContext() {
        String autoAssign = request.header("Sforce-Auto-Assign");
        String duplicates = request.header("Sforce-Duplicate-Rule-Header");
        return new WriteContext(
                session.userId(),
                session.username(),
                now,
                !"FALSE".equalsIgnoreCase(autoAssign),
                duplicates != null && ALLOW_SAVE.matcher(duplicates).find(),
                work.locks(),
                rights);
    }
}
