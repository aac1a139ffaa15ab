package io.casewire.benchmarks.org;

import picocli.CommandLine.Command;

/** {@code load org}: as much as an org takes. */
@Command(
        name = "org",
        description = "Loads on a Salesforce org, as fast as it answers.",
        mixinStandardHelpOptions = true,
        subcommands = {CollectionsLoad.class, BulkLoad.class, QueryLoad.class, PublishLoad.class, SubscribeLoad.class})
public final class OrgLoad {}
