package io.casewire.cli;

import io.casewire.content.Content;
import io.casewire.ingest.Format;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whose devices speak in a demo: a pack is a domain of the content, and a generator of the same name says what its devices
 * do. Machines need none.
 *
 * @param machines whether the fleet of machines is among them
 * @param generators the others
 * @param folder of the generators
 */
record Packs(boolean machines, List<String> generators, Path folder) {
    private static final String MACHINES = "machine-maintenance";

    /** Where generators are shipped. */
    static Path shipped() {
        return Path.of(System.getProperty("casewire.home", ".")).resolve("benchmarks/generators");
    }

    /**
     * @param wanted empty for all there are
     * @param folder of the generators
     * @throws FindingException when one is not there
     */
    static Packs of(List<String> wanted, Content content, Path folder) {
        Set<String> there = content.formats().stream()
                .map(Format::domain)
                .filter(domain -> domain.equals(MACHINES) || Files.exists(folder.resolve(domain + ".yaml")))
                .collect(Collectors.toCollection(TreeSet::new));
        if (there.isEmpty()) {
            throw new FindingException(new Finding(
                    FindingCode.USAGE, "--pack", "no domain of the content has a generator in " + folder + "."));
        }
        FindingException.throwIfAny(wanted.stream()
                .filter(pack -> !there.contains(pack))
                .map(pack ->
                        new Finding(FindingCode.USAGE, "--pack " + pack, "there are " + String.join(", ", there) + "."))
                .toList());
        List<String> chosen = new ArrayList<>(wanted.isEmpty() ? there : new TreeSet<>(wanted));
        boolean machines = chosen.remove(MACHINES);
        return new Packs(machines, List.copyOf(chosen), folder);
    }

    /** For the fleet's programs. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        generators.forEach(generator -> arguments.addAll(List.of("--pack", generator)));
        arguments.addAll(List.of("--generators", folder.toString()));
        return arguments;
    }
}
