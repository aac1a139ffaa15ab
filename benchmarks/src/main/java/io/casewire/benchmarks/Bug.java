package io.casewire.benchmarks;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;

/**
 * A mistake that is made on purpose in what runs, in a route or in a class: a witness that does not notice it is none. What is
 * shipped knows nothing of it.
 */
enum Bug {
    NONE {
        @Override
        void plant(Path content, ClassOverlay classes) {
            // All is as it is shipped.
        }
    },
    /** A message is acknowledged before Kafka has it. */
    ACK_EARLY {
        @Override
        void plant(Path content, ClassOverlay classes) throws IOException {
            change(content, "10-ingest-mqtt.camel.yaml", "manualAcksEnabled: true", "manualAcksEnabled: false");
        }
    },
    /** A call counts as sent before it is. */
    COMMIT_EARLY {
        @Override
        void plant(Path content, ClassOverlay classes) throws IOException {
            change(
                    content,
                    "80-deliver-calls.camel.yaml",
                    "        - bean: { ref: deliveryStage, method: prepare }",
                    "        - bean: { ref: kafkaCommit }\n        - bean: { ref: deliveryStage, method: prepare }");
        }
    },
    /** Whoever was replaced goes on writing. */
    NO_FENCING {
        @Override
        void plant(Path content, ClassOverlay classes) throws IOException {
            classes.replace(
                    "io.casewire.stream.Transactions",
                    type -> type.visit(Advice.to(AnotherName.class).on(isConstructor())));
        }
    },
    /** Consent is asked for wherever the tables happen to be. */
    NO_READ_BARRIER {
        @Override
        void plant(Path content, ClassOverlay classes) throws IOException {
            classes.replace("io.casewire.stream.TableReader", type -> type.method(named("await"))
                    .intercept(StubMethod.INSTANCE)
                    .method(named("readAllBefore"))
                    .intercept(FixedValue.value(Long.MAX_VALUE / 2)));
        }
    },
    /** Nobody is asked before a call leaves. */
    GATE_OFF {
        @Override
        void plant(Path content, ClassOverlay classes) throws IOException {
            classes.replace("io.casewire.routes.LastGate", type -> type.method(named("open"))
                    .intercept(FixedValue.argument(1)));
        }
    };

    /**
     * Makes the mistake.
     *
     * @param content the folder of a run
     * @param classes what connectors of the run find before their own
     */
    abstract void plant(Path content, ClassOverlay classes) throws IOException;

    private static void change(Path content, String route, String right, String wrong) throws IOException {
        Path file = content.resolve("camel-routes").resolve(route);
        String text = Files.readString(file);
        if (!text.contains(right)) {
            throw new BenchException(file + " does not say " + right);
        }
        Files.writeString(file, text.replace(right, wrong));
    }

    /** Inlined into the constructor: no two are the same to Kafka, so none replaces another. */
    static final class AnotherName {
        private AnotherName() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) String name) {
            name = name + "-" + System.nanoTime();
        }
    }
}
