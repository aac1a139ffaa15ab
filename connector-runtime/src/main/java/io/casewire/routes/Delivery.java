package io.casewire.routes;

import io.casewire.consent.ConsentStage;
import io.casewire.model.Brakes;
import io.casewire.stream.Freshness;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Leases;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the routes that deliver, to the org and to devices, need beside their files.
 *
 * @param consent on the newest entries of the consent table
 * @param consents how fresh that table is
 * @param brakes what is stopped now
 * @param isForReal whether real devices are told what is decided for this org; null while it is not known
 * @param endsAtStart where each channel ended when this process started, by partition
 * @param url of the org, for findings
 * @param kafka where the org's events are written down
 * @param leases which replica reads them
 */
public record Delivery(
        ConsentStage consent,
        Freshness consents,
        Supplier<Brakes> brakes,
        Supplier<@Nullable Boolean> isForReal,
        Map<Integer, Long> endsAtStart,
        boolean dryRun,
        String url,
        Clock clock,
        KafkaSettings kafka,
        Leases leases) {}
