package io.casewire.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a person's history.
 *
 * @param from when it became so in the org; null for what was so when it was first read
 * @param offset where it stands in the history's topic
 */
public record Said(@Nullable Instant from, Consent consent, long offset) {}
