package io.casewire.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.model.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitReaderTest {
    private static final String FILE = "rules/pumps/limits.csv";

    private static List<String> findings(String... rows) {
        List<Finding> findings = new ArrayList<>();
        LimitReader.read(
                FILE,
                "limit,reading.type,device.model,value\n" + String.join("\n", rows),
                Set.of("reading.type", "device.model"),
                findings::add,
                findings::add);
        return findings.stream().map(Finding::toString).toList();
    }

    @Test
    void shouldRefuseRowsOfWhichNeitherSaysMore() {
        assertThat(findings("most,L,,1", "most,,VMC,2"))
                .singleElement()
                .asString()
                .contains(FILE + ":3:1", "'most' has a value in " + FILE + ":2:1 for some of these too");
        assertThat(findings("most,L,VMC,1", "least,L,VMC,1", "most,L,VMC,2"))
                .singleElement()
                .asString()
                .contains(FILE + ":4:1", "for the same in " + FILE + ":2:1 already");
    }

    @Test
    void shouldTakeRowsOfWhichOneSaysMoreOrThatExcludeEachOther() {
        assertThat(findings("most,,,1", "most,L,,2", "most,M,,3", "most,L,VMC,4"))
                .isEmpty();
        assertThat(findings("most,L,,1", "most,,VMC,2", "most,L,VMC,3"))
                .as("a third row says more")
                .isEmpty();
    }

    @Test
    void shouldNameTheCell() {
        assertThat(findings("\"most\",\"a, b\",VMC,many"))
                .singleElement()
                .asString()
                .contains(FILE + ":2:19");
        assertThat(findings("most,\"two\nlines\",VMC,many"))
                .singleElement()
                .asString()
                .contains(FILE + ":3:12");
        assertThat(findings("most,3\" wide,VMC,many"))
                .singleElement()
                .asString()
                .contains(FILE + ":2:18");
    }

    @Test
    void shouldTakeWhatWasPublishedBefore() {
        List<Finding> findings = new ArrayList<>();
        LimitReader.read(
                FILE,
                "limit,reading.type,device.model,value\nmost,L,,1\nmost,,VMC,2",
                Set.of("reading.type", "device.model"),
                findings::add,
                strict -> {});
        assertThat(findings).isEmpty();
    }
}
