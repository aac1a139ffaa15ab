package io.casewire.salesforce.pubsub;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.grpc.Metadata;
import io.grpc.Status;

/** The Pub/Sub API refused a call, ended a stream, or refused one event. */
public final class PubSubException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Metadata.Key<String> ERROR_CODE =
            Metadata.Key.of("error-code", Metadata.ASCII_STRING_MARSHALLER);
    private static final String PREFIX = "sfdc.platform.eventbus.grpc.";

    private final Status.Code status;
    private final String errorCode;
    private final transient Finding finding;

    private PubSubException(Status.Code status, String errorCode, Finding finding, Throwable cause) {
        super(finding.toString(), cause);
        this.status = status;
        this.errorCode = errorCode;
        this.finding = finding;
    }

    /** What a call or a stream of this topic ended with. */
    static PubSubException of(String topic, Throwable failure) {
        Status status = Status.fromThrowable(failure);
        Metadata trailers = Status.trailersFromThrowable(failure);
        String code = trailers == null ? null : trailers.get(ERROR_CODE);
        String errorCode = code == null ? "" : code.startsWith(PREFIX) ? code.substring(PREFIX.length()) : code;
        boolean down = status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
        Finding finding = new Finding(
                down ? FindingCode.ORG_UNREACHABLE : FindingCode.ORG_PUB_SUB,
                topic,
                "the Pub/Sub API ended the call with " + status.getCode()
                        + (errorCode.isEmpty() ? "." : " (" + errorCode + ")."));
        return new PubSubException(status.getCode(), errorCode, finding, failure);
    }

    /** An event that was refused, or could not be written; {@code what} holds no value of it. */
    static PubSubException ofEvent(String topic, String what) {
        Finding finding = new Finding(FindingCode.ORG_PUB_SUB, topic, what);
        return new PubSubException(Status.Code.INVALID_ARGUMENT, "", finding, new IllegalArgumentException(what));
    }

    /** Whoever handles the events failed; {@code cause} goes to the log of that place, not into the finding. */
    static PubSubException ofHandler(String topic, Exception cause) {
        Finding finding = new Finding(
                FindingCode.ORG_PUB_SUB,
                topic,
                "events could not be handled (" + cause.getClass().getSimpleName() + "); they are asked for again.");
        return new PubSubException(Status.Code.ABORTED, "", finding, cause);
    }

    /** The org ended a stream without saying why, as a server does that is about to leave. */
    static PubSubException closed(String topic) {
        return of(topic, Status.UNAVAILABLE.asException());
    }

    /** Nothing was heard for longer than the API ever stays silent. */
    static PubSubException silent(String topic) {
        Finding finding = new Finding(FindingCode.ORG_UNREACHABLE, topic, "nothing is heard from the Pub/Sub API.");
        return new PubSubException(Status.Code.UNAVAILABLE, "", finding, new IllegalStateException("silent"));
    }

    /** An event did not get through, for this reason. */
    static PubSubException notSent(Finding why) {
        return new PubSubException(Status.Code.UNAVAILABLE, "", why, new IllegalStateException(why.what()));
    }

    /** Whether the org refused an event for what it is, and would again. */
    public boolean isAboutEvent() {
        return status == Status.Code.INVALID_ARGUMENT && errorCode.isEmpty();
    }

    /** The code after {@code sfdc.platform.eventbus.grpc.}, or nothing. */
    public String errorCode() {
        return errorCode;
    }

    public Finding finding() {
        return finding;
    }

    /** Whether another session may help. */
    boolean isAboutLogin() {
        return status == Status.Code.UNAUTHENTICATED
                || errorCode.equals("service.auth.error")
                || errorCode.equals("service.auth.refresh.invalid");
    }

    /** Whether the org no longer knows the position: too old, from before the org moved, or damaged. */
    boolean isAboutPosition() {
        return errorCode.equals("subscription.fetch.replayid.corrupted")
                || errorCode.equals("subscription.fetch.replayid.validation.failed");
    }
}
