package io.casewire.routes;

import io.casewire.delivery.CommandReceipt.Result;
import io.casewire.mapping.Command;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether a device may be told something: the last gate, brakes, and whether it is for real devices at all. */
final class CommandGate {
    private final LastGate gate;
    private final Supplier<Brakes> brakes;
    private final Supplier<@Nullable Boolean> isForReal;
    private final boolean dryRun;
    private final Clock clock;

    CommandGate(
            LastGate gate,
            Supplier<Brakes> brakes,
            Supplier<@Nullable Boolean> isForReal,
            boolean dryRun,
            Clock clock) {
        this.gate = gate;
        this.brakes = brakes;
        this.isForReal = isForReal;
        this.dryRun = dryRun;
        this.clock = clock;
    }

    /** @return {@code SENT} when it may leave now; null while that cannot be said, which ends when it expires */
    @Nullable
    Result judge(Command command) throws InterruptedException {
        if (dryRun) {
            return Result.DRY_RUN;
        }
        Boolean real = isForReal.get();
        if (Boolean.FALSE.equals(real)) {
            return Result.SANDBOX;
        }
        gate.awaitFresh();
        long now = clock.millis();
        if (now >= command.expiresAt()) {
            return Result.EXPIRED;
        }
        LastGate.Judgement judgement =
                gate.judge(command.purpose(), command.party(), command.treated(), Instant.ofEpochMilli(now));
        if (judgement == LastGate.Judgement.DENIED) {
            return Result.WITHHELD;
        }
        boolean stopped = brakes.get().stop(Brake.Kind.COMMANDS, "", now);
        return real != null && !stopped && judgement == LastGate.Judgement.ALLOWED ? Result.SENT : null;
    }
}
