package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what pages of docs/ say, block by block, and compares with what they say comes out. */
class TutorialIT {
    private static final Pattern BLOCK = Pattern.compile(
            "^```sh([^\n]*)\n(.*?)^```\n((?:^    [^\n]*\n|^\n(?=    ))*)", Pattern.DOTALL | Pattern.MULTILINE);

    /** What is different each time: content's hash, and times. */
    private static final Pattern OF_THE_RUN = Pattern.compile("\\b[0-9a-f]{12}\\b|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|…");

    private static final Duration AGAIN = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    private record Block(String how, String commands, List<String> output) {
        boolean waits() {
            return how.contains("wait");
        }

        boolean fails() {
            return how.contains("fails");
        }

        boolean isAsSaid(int exit, String said) {
            return fails() == (exit != 0)
                    && output.stream()
                            .allMatch(line -> pattern(line).matcher(said).find());
        }

        private static Pattern pattern(String line) {
            Matcher parts = OF_THE_RUN.matcher(line.strip());
            StringBuilder regex = new StringBuilder();
            int from = 0;
            while (parts.find()) {
                regex.append(quoted(line.strip().substring(from, parts.start())))
                        .append(".*");
                from = parts.end();
            }
            regex.append(quoted(line.strip().substring(from)));
            return Pattern.compile(regex.toString());
        }

        /** However far apart its words stand. */
        private static String quoted(String text) {
            return Stream.of(text.split(" +", -1)).map(Pattern::quote).collect(Collectors.joining(" +"));
        }
    }

    @Test
    void shouldComeOutAsTheTutorialSays() throws Exception {
        TestContent.shipped().writeAllTo(folder);
        launcher();
        List<Block> blocks = blocks("tutorial/change-a-limit.md");
        assertThat(blocks).hasSizeGreaterThan(8);
        try (ConnectorProcess connector = new ConnectorProcess(folder, Path.of("."))) {
            connector.awaitReady();
            for (Block block : blocks) {
                run(block);
            }
        }
    }

    @Test
    void shouldChooseLimitsAsTheHowToSays() throws Exception {
        TestContent.shipped().writeAllTo(folder);
        launcher();
        List<Block> blocks = blocks("how-to/limits-per-customer.md");
        assertThat(blocks).hasSize(5);
        for (Block block : blocks) {
            run(block);
        }
    }

    private void run(Block block) throws Exception {
        Instant giveUp = Instant.now().plus(block.waits() ? ConnectorProcess.PATIENCE : Duration.ZERO);
        while (true) {
            Path said = Files.createTempFile(folder, "said", ".txt");
            Process shell = new ProcessBuilder("bash", "-e", "-c", block.commands())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            int exit = shell.waitFor();
            String output = Files.readString(said);
            if (block.isAsSaid(exit, output)) {
                return;
            }
            assertThat(Instant.now())
                    .as(
                            "%s%ngives, with exit code %s:%n%s%nand not:%n%s",
                            block.commands(), exit, output, block.output())
                    .isBefore(giveUp);
            Thread.sleep(AGAIN.toMillis());
        }
    }

    private static List<Block> blocks(String page) throws IOException {
        String text = Files.readString(TestContent.repository().resolve("docs").resolve(page));
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(text);
        while (found.find()) {
            if (!found.group(1).contains("no-test")) {
                blocks.add(new Block(
                        found.group(1),
                        found.group(2),
                        found.group(3).lines().filter(line -> !line.isBlank()).toList()));
            }
        }
        return blocks;
    }

    /** {@code ./casewire} without the build: this class path is what it would build. */
    private void launcher() throws IOException {
        List<String> java = new ArrayList<>(List.of(ConnectorProcess.java(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        java.addAll(ClassArchive.options());
        String command = java.stream().map(it -> "'" + it + "'").collect(Collectors.joining(" "));
        Path launcher = folder.resolve("casewire");
        Files.writeString(
                launcher, "#!/bin/sh\nexec " + command + " io.casewire.cli.Main \"$@\"\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
