package io.casewire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which: plain tests, because an engine that skips them would let everything pass. */
class ArchitectureTest {
    private static final JavaClasses CONNECTOR = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.casewire");

    /** In the order data flows; {@code drl} is a tool of two stages. */
    private static final List<String> STAGES =
            List.of("ingest", "quality", "identity", "consent", "signals", "rules", "episodes", "mapping", "delivery");

    @Test
    void shouldLetAStageUseOnlyTheStagesBeforeIt() {
        for (int stage = 0; stage < STAGES.size(); stage++) {
            for (int later = stage + 1; later < STAGES.size(); later++) {
                noClasses()
                        .that()
                        .resideInAPackage("io.casewire." + STAGES.get(stage) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.casewire." + STAGES.get(later) + "..")
                        .check(CONNECTOR);
            }
        }
    }

    @Test
    void shouldKeepStagesPure() {
        for (String stage : STAGES) {
            noClasses()
                    .that()
                    .resideInAPackage("io.casewire." + stage + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.casewire.pipeline..",
                            "io.casewire.content..",
                            "io.casewire.stream..",
                            "io.casewire.trial..",
                            "io.casewire.embedded..",
                            "io.casewire.salesforce..",
                            "io.casewire.routes..",
                            "io.casewire.config..",
                            "io.casewire.console..",
                            "io.casewire.cli..")
                    .check(CONNECTOR);
        }
    }

    @Test
    void shouldLetTheModelKnowNothingOfOurs() {
        classes()
                .that()
                .resideInAPackage("io.casewire.model..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.casewire.model..", "java..", "org.jspecify..")
                .check(CONNECTOR);
    }

    @Test
    void shouldKeepVendorTypesInTheirPackages() {
        only("org.apache.kafka..", "stream", "embedded", "routes");
        only("kafka..", "embedded");
        only("org.apache.activemq..", "embedded");
        only("org.apache.camel..", "routes");
        only("org.drools..", "drl");
        only("org.kie..", "drl");
        only("io.vertx..", "console");
        only("com.schibsted..", "mapping");
        only("com.datadoghq..", "signals");
        only("com.amazon.randomcutforest..", "signals");
        only("org.dhatim..", "content");
        only("io.grpc..", "salesforce.pubsub");
        only("com.google.protobuf..", "salesforce.pubsub");
        only("com.salesforce.eventbus..", "salesforce.pubsub");
        only("org.apache.avro..", "salesforce.pubsub");
        only("picocli..", "cli");
    }

    @Test
    void shouldLetNobodyButTheCommandsPutThingsTogether() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.casewire.cli..", "io.casewire.localorg..")
                .and()
                .resideInAPackage("io.casewire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.casewire.cli..", "io.casewire.localorg..")
                .check(CONNECTOR);
    }

    @Test
    void shouldMakeConsentedReadingsOnlyInTheConsentStage() {
        JavaClass consented = CONNECTOR.get("io.casewire.consent.ConsentedReading");
        consented.getConstructors().forEach(constructor -> org.assertj.core.api.Assertions.assertThat(
                        constructor.getAccessesToSelf())
                .allMatch(access -> access.getOriginOwner().getPackageName().equals("io.casewire.consent")));
    }

    private static void only(String vendor, String... packages) {
        String[] allowed = new String[packages.length];
        for (int i = 0; i < packages.length; i++) {
            allowed[i] = "io.casewire." + packages[i] + "..";
        }
        noClasses()
                .that()
                .resideInAPackage("io.casewire..")
                .and()
                .resideOutsideOfPackages(allowed)
                .and()
                .resideOutsideOfPackage("io.casewire.localorg..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(vendor)
                .check(CONNECTOR);
    }
}
