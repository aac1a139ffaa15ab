package io.casewire.drl;

/** Is told how long rules took, of one evaluation in {@value RuleClock#EVERY}. */
@FunctionalInterface
public interface RuleTimes {
    /** Nobody wants to know. */
    RuleTimes IGNORED = (rule, nanos) -> {};

    void took(String rule, long nanos);
}
