package io.casewire.localorg.store;

import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** An org at one moment: its schema, its records and the events it retains. */
public final class Snapshot {
    private final List<Change> everything;

    Snapshot(List<Change> everything) {
        this.everything = List.copyOf(everything);
    }

    List<Change> everything() {
        return everything;
    }

    /** Of the records only some, and neither events nor anything that was deployed. */
    public Snapshot only(BiPredicate<SObjectType, Row> kept) {
        Schema standard = Schema.standard();
        List<Change> some = new ArrayList<>();
        some.add(Change.of(standard));
        for (Change change : everything) {
            Map<SObjectType, Collection<Row>> rows = new LinkedHashMap<>();
            change.rows().forEach((type, all) -> {
                SObjectType plain = standard.find(type.name());
                if (plain != null) {
                    rows.put(
                            plain,
                            all.stream().filter(row -> kept.test(type, row)).toList());
                }
            });
            some.add(Change.of(rows));
        }
        return new Snapshot(some);
    }
}
