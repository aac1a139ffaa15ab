package io.casewire.stream;

import io.casewire.consent.ConsentLedger;
import io.casewire.consent.Pseudonyms;
import io.casewire.identity.DeviceRegistry;

/** What decisions are made with, beside the readings themselves. */
public record Known(ContentLog content, DeviceRegistry registry, ConsentLedger ledger, Pseudonyms pseudonyms) {}
