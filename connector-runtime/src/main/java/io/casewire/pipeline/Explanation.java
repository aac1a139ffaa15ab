package io.casewire.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every stage said about one reading or timer, written wherever something came of it: a decision, a refusal.
 *
 * @param version of this envelope
 * @param id the reading's id, or the device and the deadline of a timer
 * @param at the partition's clock, ISO 8601
 * @param content version of the content in force
 * @param verdicts by purpose
 * @param commands what the device is told; one written before there were any says nothing of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record Explanation(
        int version,
        String id,
        String device,
        String at,
        @Nullable String eventAt,
        String content,
        List<Note> stages,
        @Nullable Map<String, Object> values,
        @Nullable Map<String, Object> signals,
        @Nullable Map<String, Double> limits,
        @Nullable Map<String, Judgement> verdicts,
        List<Decided> decisions,
        List<Wanted> writes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Told> commands) {

    /** The version written today. */
    public static final int VERSION = 1;

    @SuppressWarnings("NullAway") // Jackson knows no absent list
    public Explanation {
        commands = commands == null ? List.of() : commands;
    }

    /** One stage's word. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Note(String stage, String outcome, @Nullable String finding) {}

    /** A verdict and its reason. @param treated what was done to the values, by data class, and why */
    public record Judgement(
            boolean allowed, String reason, @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> treated) {}

    /**
     * A decision, with what its rule saw.
     *
     * @param under the device that tells it, together with what it knows of others; absent where it is told by itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Decided(
            String id,
            String episode,
            String transition,
            String condition,
            String severity,
            String rule,
            Map<String, Object> seen,
            @Nullable String under) {}

    /** What the device is told. @param expiresAt ISO 8601 */
    public record Told(String id, String name, Map<String, JsonNode> parameters, String expiresAt) {}

    /** A wanted record. @param takeOver the id of one that people made and that is to become it, or null */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Wanted(String id, String object, String key, long revision, @Nullable String takeOver) {}
}
