package io.casewire.drl;

/** One .drl file: its path as people know it, and its text. */
public record RuleFile(String path, String text) {}
