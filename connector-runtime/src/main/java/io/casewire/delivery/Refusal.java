package io.casewire.delivery;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a refusal means for what to do next. Codes: Salesforce SOAP API guide, StatusCode and ExceptionCode. */
public enum Refusal {
    /** The same row may pass in a moment. */
    RETRYABLE,
    /** The org is set up so that such rows cannot pass; a person will change that. */
    ORG_BLOCKED,
    /** This row will never pass. */
    ROW_FINAL;

    /** The call itself failed: no answer, a 5xx, a session that could not be renewed. */
    public static final String NO_ANSWER = "NO_ANSWER";

    /** Somebody deleted the record, or merged it into another one. */
    static final String DELETED = "ENTITY_IS_DELETED";

    /** A lookup leads to nothing: people may have merged what it led to. */
    static final String NO_SUCH_REFERENCE = "INVALID_CROSS_REFERENCE_KEY";

    /** The org takes only one record with these values, and has one. */
    static final String DUPLICATE = "DUPLICATE_VALUE";

    /** The Pub/Sub API does not take the event. It has one code for all reasons, from a value that does not fit to a limit. */
    public static final String EVENT = "EVENT_REFUSED";

    /** A job ended before it came to this row. */
    static final String UNPROCESSED = "UNPROCESSED";

    /** Another record of its family was refused (Salesforce REST API guide: Composite). */
    public static final String HALTED = "PROCESSING_HALTED";

    /** A record of people that was to become ours is closed, another episode's, about somebody else, or not to be read. */
    public static final String NOT_FREE = "NOT_FREE";

    /** Somebody else holds the row or its parent. */
    static final String LOCKED = "UNABLE_TO_LOCK_ROW";

    private static final Pattern LIMIT = Pattern.compile("LIMIT|TOO MANY (SOQL|DML|QUER)");

    private static final Set<String> RETRY = Set.of(
            NO_ANSWER,
            UNPROCESSED,
            HALTED,
            LOCKED,
            "REQUEST_LIMIT_EXCEEDED",
            "SERVER_UNAVAILABLE",
            "QUERY_TIMEOUT",
            "UNKNOWN_EXCEPTION",
            "INVALID_SESSION_ID",
            "ALL_OR_NONE_OPERATION_ROLLED_BACK");

    private static final Set<String> BLOCKED = Set.of(
            "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            "REQUIRED_FIELD_MISSING",
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            "STORAGE_LIMIT_EXCEEDED",
            "ENTITY_IS_LOCKED",
            "INVALID_FIELD",
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "INVALID_TYPE",
            "NOT_FOUND",
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            "API_DISABLED_FOR_ORG",
            EVENT);

    /**
     * Whether runs of a flow were too many for one transaction. How Salesforce words this for a flow is not documented: the
     * limit is in the code or in the message.
     */
    static boolean breaksLimits(String code, @Nullable String message) {
        String said = (code + " " + message).toUpperCase(Locale.ROOT);
        return !RETRY.contains(code)
                && !BLOCKED.contains(code)
                && LIMIT.matcher(said).find();
    }

    static Refusal of(String code) {
        if (RETRY.contains(code)) {
            return RETRYABLE;
        }
        return BLOCKED.contains(code) ? ORG_BLOCKED : ROW_FINAL;
    }
}
