package io.casewire.localorg;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.casewire.localorg");

    @Test
    void shouldUseNothingOfTheConnector() {
        List<String> foreign = CLASSES.stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getPackageName())
                .filter(name -> name.startsWith("io.casewire") && !name.startsWith("io.casewire.localorg"))
                .toList();
        assertThat(foreign).isEmpty();
    }

    @Test
    void shouldKeepVendorTypesInTheirPackages() {
        confine("io.vertx..", "http");
        confine("io.grpc..", "pubsub");
        confine("org.apache.avro..", "pubsub");
        confine("com.salesforce.eventbus..", "pubsub");
        confine("org.antlr..", "soql");
        confine("io.github.apexdevtools..", "soql");
    }

    private static void confine(String vendor, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.casewire.localorg." + home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(vendor)
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        SlicesRuleDefinition.slices()
                .matching("io.casewire.localorg.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void shouldKnowNoCustomNames() throws IOException {
        // Given
        Pattern custom = Pattern.compile("[A-Za-z0-9_]*[A-Za-z0-9]__[ce](?![A-Za-z0-9_])");
        List<String> found = new ArrayList<>();

        // When
        try (Stream<Path> files = Files.walk(Path.of("target/classes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher names = custom.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
                while (names.find()) {
                    found.add(file + ": " + names.group());
                }
            }
        }

        // Then
        assertThat(found).isEmpty();
        assertThat(Path.of("target/classes/io/casewire/localorg/LocalOrg.class"))
                .exists();
    }
}
