package io.casewire.routes;

import io.casewire.consent.ConsentStage;
import io.casewire.stream.Freshness;
import java.time.Clock;
import java.util.Map;

/**
 * What delivery needs beside the routes.
 *
 * @param consent on the newest entries of the consent table
 * @param consents how fresh that table is
 * @param endsAtStart where each channel ended when this process started, by partition
 * @param url of the org, for findings
 */
public record Delivery(
        ConsentStage consent,
        Freshness consents,
        Map<Integer, Long> endsAtStart,
        boolean dryRun,
        String url,
        Clock clock) {}
