package io.casewire.localorg.schema;

/** A deployed metadata component that is kept as it came, such as a layout or a permission set. */
public record Component(String type, String fullName, String xml) {}
