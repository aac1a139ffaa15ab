package io.casewire.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        return start(name, work, command);
    }

    /** As a user starts it: the launcher becomes the process it starts. */
    static Child casewire(String name, Path work, Path home, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("casewire").toAbsolutePath().toString());
        command.addAll(arguments);
        return start(name, work, command);
    }

    private static Child start(String name, Path work, List<String> command) throws IOException {
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

    /** Waits until it said this on standard output. */
    void awaitOutput(String text, Duration patience) throws InterruptedException, IOException {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (!Files.readString(out).contains(text)) {
            if (!process.isAlive() || System.nanoTime() > giveUp) {
                throw failed("did not say " + text);
            }
            Thread.sleep(10);
        }
    }

    /** What Linux tells of its memory, in MB. @param kind a line of {@code /proc/PID/status} */
    double memoryMegabytes(String kind) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            throw new BenchException("memory is read from /proc, which this system does not have");
        }
        Matcher matcher = Pattern.compile(kind + ":\\s*(\\d+) kB").matcher(Files.readString(status));
        if (!matcher.find()) {
            throw new BenchException(status + " does not tell " + kind);
        }
        return Long.parseLong(matcher.group(1)) / 1024.0;
    }

    String output() throws IOException {
        return Files.readString(out);
    }

    BenchException failed(String what) throws IOException {
        return new BenchException(name + " " + what + "; the end of its log:\n" + tail(err) + "\n" + tail(out));
    }

    /** As {@code kill -NAME}: {@code STOP} and {@code CONT} freeze a process and let it go on. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** From now on no file of it may grow beyond this, as on a full disk; what there is stays. */
    void limitFiles(String bytes) throws IOException, InterruptedException {
        // The soft limit only: the hard one could not be raised again.
        int exitCode = new ProcessBuilder("prlimit", "--pid=" + process.pid(), "--fsize=" + bytes + ":")
                .start()
                .waitFor();
        if (exitCode != 0 && process.isAlive()) {
            throw new BenchException("prlimit, which fills a disk for a process, ended with exit code " + exitCode);
        }
    }

    /** Asks it to end, and does not wait. */
    void terminate() {
        process.destroy();
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

    /** Set by the launcher; without it the connector has to be on this class path. */
    static String connectorClassPath() {
        return System.getProperty("casewire.connector", ownClassPath());
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
