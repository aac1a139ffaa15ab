package io.casewire.routes;

import io.casewire.delivery.CommandReceipt.Result;
import io.casewire.mapping.Command;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether a device may be told something: the last gate, brakes, and whether it is for real devices at all. */
final class CommandGate {
    private static final long AGAIN_MILLIS = 100;

    private final LastGate gate;
    private final Supplier<Brakes> brakes;
    private final BooleanSupplier isForReal;
    private final boolean dryRun;
    private final Clock clock;

    CommandGate(LastGate gate, Supplier<Brakes> brakes, BooleanSupplier isForReal, boolean dryRun, Clock clock) {
        this.gate = gate;
        this.brakes = brakes;
        this.isForReal = isForReal;
        this.dryRun = dryRun;
        this.clock = clock;
    }

    /** Waits while it cannot be said, until the command expires. @return {@code SENT} when it may leave now */
    Result judge(Command command) throws InterruptedException {
        if (dryRun) {
            return Result.DRY_RUN;
        }
        if (!isForReal.getAsBoolean()) {
            return Result.SANDBOX;
        }
        while (clock.millis() < command.expiresAt()) {
            gate.awaitFresh();
            long now = clock.millis();
            LastGate.Judgement judgement =
                    gate.judge(command.purpose(), command.party(), command.treated(), Instant.ofEpochMilli(now));
            if (judgement == LastGate.Judgement.DENIED) {
                return Result.WITHHELD;
            }
            boolean stopped = brakes.get().stop(Brake.Kind.COMMANDS, "", now);
            if (judgement == LastGate.Judgement.ALLOWED && !stopped && now < command.expiresAt()) {
                return Result.SENT;
            }
            Thread.sleep(AGAIN_MILLIS);
        }
        return Result.EXPIRED;
    }
}
