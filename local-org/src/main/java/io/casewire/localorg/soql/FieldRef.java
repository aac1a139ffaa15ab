package io.casewire.localorg.soql;

import java.util.List;

/** A field as a query names it, such as {@code Account.Name}, and where. */
record FieldRef(List<String> path, int line, int column) {
    FieldRef {
        path = List.copyOf(path);
    }

    @Override
    public String toString() {
        return String.join(".", path);
    }
}
