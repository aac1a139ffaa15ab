package io.casewire.routes;

import io.casewire.consent.ConsentStage;
import io.casewire.model.Brakes;
import io.casewire.stream.Freshness;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What has to be known before a device is told anything.
 *
 * @param consent on the newest entries of the consent table
 * @param tables how fresh that table and the brakes are
 * @param isForReal whether the org is one whose decisions real devices follow
 */
public record DeviceCommands(
        ConsentStage consent,
        Freshness tables,
        Supplier<Brakes> brakes,
        BooleanSupplier isForReal,
        boolean dryRun,
        Clock clock) {}
