package io.casewire.localorg.metadata;

import io.casewire.localorg.schema.Schema;

/** Whether a flow can run in an org with this schema; those who run flows say it. */
@FunctionalInterface
public interface FlowCheck {
    /** @throws DeployException with the element that is wrong and why */
    void check(String name, Element flow, Schema schema);
}
