package io.casewire.model;

/** What a state belongs to: one device, or a group of them that is treated as a virtual device. */
public enum Level {
    DEVICE,
    GROUP
}
