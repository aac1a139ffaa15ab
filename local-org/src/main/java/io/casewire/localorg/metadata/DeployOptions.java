package io.casewire.localorg.metadata;

/** How a deploy is made: all or nothing unless {@code rollbackOnError} is false; only tried with {@code checkOnly}. */
public record DeployOptions(boolean rollbackOnError, boolean checkOnly) {}
