package io.casewire.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another Java process; its output goes to files. */
final class Child implements AutoCloseable {
    private static final int TAIL_LINES = 15;
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * @param name for files and messages
     * @param work folder of its files and its working directory
     */
    static Child start(
            String name, Path work, String classPath, List<String> jvmOptions, String mainClass, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        Path out = work.resolve(name + ".out");
        Path err = work.resolve(name + ".err");
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Child(name, process, out, err);
    }

    /** Load and baselines need little memory. */
    static Child load(String name, Path work, List<String> arguments) throws IOException {
        return start(
                name,
                work,
                ownClassPath(),
                List.of("-Xmx512m", "-XX:+UseSerialGC"),
                "io.casewire.benchmarks.load.LoadMain",
                arguments);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Waits for the end and returns the exit code. @throws BenchException when it takes longer */
    int await(Duration patience) throws InterruptedException, IOException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BenchException(name + " did not end within " + patience.toSeconds() + " s");
        }
        return process.exitValue();
    }

    /** @throws BenchException unless it ends with 0 */
    void awaitSuccess(Duration patience) throws InterruptedException, IOException {
        int exitCode = await(patience);
        if (exitCode != 0) {
            throw failed("ended with exit code " + exitCode);
        }
    }

    /** Waits until it said {@code ready} on standard output. */
    void awaitReady(Duration patience) throws InterruptedException, IOException {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (!Files.readString(out).contains("ready")) {
            if (!process.isAlive() || System.nanoTime() > giveUp) {
                throw failed("is not ready");
            }
            Thread.sleep(50);
        }
    }

    String output() throws IOException {
        return Files.readString(out);
    }

    BenchException failed(String what) throws IOException {
        return new BenchException(name + " " + what + "; the end of its log:\n" + tail(err) + "\n" + tail(out));
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, and kill when that does not help. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    static String ownClassPath() {
        // Absolute, because the child works in another folder.
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String tail(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
}
