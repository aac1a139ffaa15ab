package io.casewire.consent;

/**
 * What data is used for, as {@code consent/purposes.yaml} declares it.
 *
 * @param legalBasis the ground the processing stands on, for example {@code legitimateInterest} or {@code consent}
 */
public record Purpose(String name, String legalBasis, String description) {}
