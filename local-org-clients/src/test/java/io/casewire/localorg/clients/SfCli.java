package io.casewire.localorg.clients;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.LocalOrg;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code sf} command in a home of its own, so that it neither reads nor leaves anything elsewhere.
 *
 * @param home where it keeps who is logged in
 * @param folder where commands run
 */
record SfCli(Path home, Path folder) {
    private static final String SCRIPT = "node_modules/@salesforce/cli/bin/run.js";

    /** Runs a command that has to succeed, and returns what it says with {@code --json}. */
    JsonNode run(String command, String... arguments) {
        return run(Map.of(), command, arguments);
    }

    /** @param more what the command finds in its environment */
    JsonNode run(Map<String, String> more, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        JsonNode answer = print(more, command, all.toArray(String[]::new))
                .requireSuccess()
                .json();
        return answer.path("result");
    }

    /** Runs a command that says what it has to say to people. */
    ClientProcess print(String command, String... arguments) {
        return print(Map.of(), command, arguments);
    }

    private ClientProcess print(Map<String, String> more, String command, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(NpmClients.node());
        line.add(NpmClients.FOLDER.resolve(SCRIPT).toString());
        line.addAll(List.of(command.split(" ")));
        line.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(more);
        environment.put("HOME", home.toString());
        environment.put("SF_AUTOUPDATE_DISABLE", "true");
        environment.put("SF_DISABLE_DNS_CHECK", "true");
        environment.put("SF_DISABLE_TELEMETRY", "true");
        environment.put("SF_SKIP_NEW_VERSION_CHECK", "true");
        environment.put("SF_USE_GENERIC_UNIX_KEYCHAIN", "true");
        return ClientProcess.run(line, environment, folder);
    }

    JsonNode logInByToken(LocalOrg org) {
        return logInByToken(org.url(), org.accessToken());
    }

    JsonNode logInByToken(String url, String token) {
        return run(
                Map.of("SF_ACCESS_TOKEN", token),
                "org login access-token",
                "--instance-url",
                url,
                "--set-default",
                "--no-prompt");
    }
}
