package io.casewire.localorg;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A local org in a process of its own, which can be killed. */
final class OrgProcess {
    private static final Pattern READY =
            Pattern.compile("local org (\\w{18}) ready at (\\S+), Pub/Sub at localhost:(\\d+) .*");

    private final Process process;
    private final Matcher ready;

    private OrgProcess(Process process, Matcher ready) {
        this.process = process;
        this.ready = ready;
    }

    static OrgProcess start(Path dataFolder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LocalOrgMain.class.getName(),
                        "--data",
                        dataFolder.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder printed = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return new OrgProcess(process, ready);
            }
            printed.append(line).append('\n');
        }
        throw new IllegalStateException("the org did not start: " + printed);
    }

    String orgId() {
        return ready.group(1);
    }

    String url() {
        return ready.group(2);
    }

    int pubSubPort() {
        return Integer.parseInt(ready.group(3));
    }

    /** Ends the process without any warning to it: SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
