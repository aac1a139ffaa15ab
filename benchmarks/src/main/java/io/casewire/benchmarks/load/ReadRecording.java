package io.casewire.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code load read-recording}: the least that anybody does with a recording. */
@Command(
        name = "read-recording",
        mixinStandardHelpOptions = true,
        description =
                "Parses every line of a recording and the payload in it, in one thread; says how many there were.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:read", "2:wrong arguments", "3:failed"})
final class ReadRecording implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(
            paramLabel = "FILE",
            description = "as a broker's client prints what it receives, a JSON object in each line")
    private Path file = Path.of(".");

    @Override
    public Integer call() throws IOException {
        long readings = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String payload = JSON.readTree(line).path("payload").asText();
                if (JSON.readTree(payload).isObject()) {
                    readings++;
                }
            }
        }
        System.out.println(readings);
        return 0;
    }
}
