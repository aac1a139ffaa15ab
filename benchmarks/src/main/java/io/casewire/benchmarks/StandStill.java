package io.casewire.benchmarks;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.bytebuddy.asm.Advice;

/** Lets the threads that read consent into tables stand still: nothing from outside reaches a single thread. */
final class StandStill {
    private static final String PROPERTY = "casewire.chaos.standstill";

    private final Path file;

    StandStill(Path file) {
        this.file = file;
    }

    void plant(ClassOverlay classes) throws IOException {
        classes.replace(
                "io.casewire.stream.TableReader",
                type -> type.visit(Advice.to(While.class).on(named("poll"))));
    }

    /** What the processes have to be started with. */
    String option() {
        return "-D" + PROPERTY + "=" + file;
    }

    void begin() throws IOException {
        Files.createFile(file);
    }

    void end() throws IOException {
        Files.delete(file);
    }

    /** Inlined into the method, so it may use nothing of ours but constants. */
    static final class While {
        private While() {}

        @Advice.OnMethodEnter
        static void enter() throws InterruptedException {
            while (new File(System.getProperty(PROPERTY)).exists()) {
                Thread.sleep(20);
            }
        }
    }
}
