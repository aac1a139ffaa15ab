package io.casewire.localorg.schema;

/** Who sets a field: clients always, clients on create only, or the org alone. */
public enum Access {
    READ_WRITE,
    CREATE_ONLY,
    READ_ONLY
}
