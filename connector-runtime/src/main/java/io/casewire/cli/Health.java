package io.casewire.cli;

import io.casewire.delivery.OutboxStatus;
import io.casewire.model.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers what is wrong now from everything that can be wrong. */
final class Health {
    private final List<Supplier<List<Finding>>> sources = new CopyOnWriteArrayList<>();
    private volatile @Nullable Finding org;
    private volatile OutboxStatus outbox = OutboxStatus.EMPTY;
    private volatile boolean ready;

    void watch(Supplier<List<Finding>> source) {
        sources.add(source);
    }

    /** The org cannot be read, or null when it can. */
    void org(@Nullable Finding finding) {
        org = finding;
    }

    void outbox(OutboxStatus status) {
        outbox = status;
    }

    OutboxStatus outbox() {
        return outbox;
    }

    void ready() {
        ready = true;
    }

    boolean isReady() {
        return ready;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        sources.forEach(source -> findings.addAll(source.get()));
        findings.addAll(outbox.blocked().values());
        if (outbox.bulk() != null) {
            findings.add(outbox.bulk());
        }
        findings.addAll(outbox.budget().findings());
        findings.addAll(outbox.stopped(System.currentTimeMillis()));
        Finding unreadable = org;
        if (unreadable != null) {
            findings.add(unreadable);
        }
        return findings.stream().distinct().toList();
    }
}
