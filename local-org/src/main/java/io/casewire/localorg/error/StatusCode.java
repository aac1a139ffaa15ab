package io.casewire.localorg.error;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Error codes of the Salesforce APIs, each with the HTTP status it has when it fails a whole call. */
public enum StatusCode {
    ALL_OR_NONE_OPERATION_ROLLED_BACK(400),
    API_DISABLED_FOR_ORG(403),
    API_VERSION_RETIRED("UNSUPPORTED_API_VERSION", 410),
    BATCH_PROCESSING_HALTED(412),
    CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY(400),
    DELETE_FAILED(400),
    DUPLICATES_DETECTED(400),
    DUPLICATE_VALUE(400),
    ENTITY_IS_DELETED(404),
    ENTITY_IS_LOCKED(400),
    EXCEEDED_ID_LIMIT(400),
    FIELD_CUSTOM_VALIDATION_EXCEPTION(400),
    FIELD_INTEGRITY_EXCEPTION(400),
    FUNCTIONALITY_NOT_ENABLED(403),
    INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY(400),
    INSUFFICIENT_ACCESS_OR_READONLY(403),
    INVALIDENTITY(400),
    INVALIDJOB(400),
    INVALIDJOBSTATE(400),
    INVALID_CROSS_REFERENCE_KEY(400),
    INVALID_EMAIL_ADDRESS(400),
    INVALID_LOGIN(400),
    INVALID_OPERATION(400),
    INVALID_FIELD(400),
    INVALID_FIELD_FOR_INSERT_UPDATE(400),
    INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST(400),
    INVALID_QUERY_FILTER_OPERATOR(400),
    INVALID_QUERY_LOCATOR(400),
    INVALID_SEARCH(400),
    INVALID_SESSION_ID(401),
    INVALID_TYPE(400),
    INVALID_TYPE_ON_FIELD_IN_RECORD(400),
    JSON_PARSER_ERROR(400),
    LIMIT_EXCEEDED(400),
    MALFORMED_ID(400),
    MALFORMED_QUERY(400),
    METHOD_NOT_ALLOWED(405),
    NOT_FOUND(404),
    NUMBER_OUTSIDE_VALID_RANGE(400),
    PROCESSING_HALTED(400),
    QUERY_TIMEOUT(400),
    REQUEST_LIMIT_EXCEEDED(403),
    REQUIRED_FIELD_MISSING(400),
    SERVER_UNAVAILABLE(503),
    STORAGE_LIMIT_EXCEEDED(400),
    STRING_TOO_LONG(400),
    TXN_SECURITY_METERING_ERROR(400),
    UNABLE_TO_LOCK_ROW(400),
    UNKNOWN_EXCEPTION(500),
    UNSUPPORTED_MEDIA_TYPE(415);

    private final String code;
    private final int httpStatus;

    StatusCode(int httpStatus) {
        this.code = name();
        this.httpStatus = httpStatus;
    }

    StatusCode(String code, int httpStatus) {
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /** The code as it goes over the wire. */
    public String code() {
        return code;
    }

    /** The code that goes over the wire under this name, or null. */
    public static @Nullable StatusCode named(String code) {
        return Arrays.stream(values())
                .filter(known -> known.code.equals(code))
                .findFirst()
                .orElse(null);
    }

    /** The HTTP status of a call that fails with this code as a whole. */
    public int httpStatus() {
        return httpStatus;
    }
}
