package io.casewire.benchmarks;

import io.casewire.benchmarks.fleet.PackRecords;
import io.casewire.benchmarks.generator.GeneratorFile;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What speaks beside machines where all packs are measured together: 40 of a hundred readings, 10 of which get an anomaly score. */
final class PackShare {
    static final int PERCENT = 40;

    static final String WORDS = "40 % of readings are of other packs, 10 % get an anomaly score";

    /** By generator: as the content calls what they say, and how many of a hundred readings. */
    private static final Map<String, String> MIX = new TreeMap<>(Map.of(
            "health",
            "health-vitals:15",
            "finance",
            "finance-login:10",
            "offers",
            "store-visit:5",
            "retail",
            "retail-shelf:10"));

    /** Of each of them. */
    private static final int DEVICES = 1_000;

    private final Path home;

    PackShare(Path home) {
        this.home = home.toAbsolutePath().normalize();
    }

    /** Lets shelves be scored. */
    void addTo(Path content) throws IOException {
        BenchContent.addSignal(content, "retail", "shelf-keeping", "{ name: unusual, function: anomaly, of: stock }");
    }

    void seed(Connector connector) throws IOException, InterruptedException {
        OrgLimits.raise(connector.org());
        PackRecords records = new PackRecords(OrgClient.login(connector.orgUrl(), "casewire", "casewire-local"));
        for (String pack : MIX.keySet()) {
            records.ensure(GeneratorFile.read(generator(pack)).with(DEVICES));
        }
    }

    /** For a load process. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--mix-devices=" + DEVICES));
        MIX.forEach((pack, share) -> arguments.add("--mix=" + generator(pack) + "=" + share));
        return arguments;
    }

    private Path generator(String pack) {
        return home.resolve("benchmarks/generators/" + pack + ".yaml");
    }
}
