package io.casewire.cli;

import io.casewire.content.ContentFiles;
import io.casewire.stream.Publication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks Git where a folder's files come from; whoever keeps them in Git has it. */
final class GitCheckout {
    private static final int SECONDS = 5;

    private GitCheckout() {}

    /** @return unknown where Git is not installed, does not answer, or knows nothing of the folder */
    static Publication.Origin of(Path folder) throws InterruptedException {
        String commit = ask(folder, List.of("rev-parse", "--verify", "--quiet", "HEAD"));
        if (commit == null || commit.isEmpty()) {
            return Publication.Origin.UNKNOWN;
        }
        List<String> status = new ArrayList<>(List.of("status", "--porcelain", "--"));
        status.addAll(ContentFiles.FOLDERS);
        String changes = ask(folder, status);
        return new Publication.Origin(commit, changes == null || !changes.isEmpty());
    }

    private static @Nullable String ask(Path folder, List<String> question) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(question);
        ProcessBuilder git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        // Looking must not get into the way of somebody who commits.
        git.environment().put("GIT_OPTIONAL_LOCKS", "0");
        Process process;
        try {
            process = git.start();
        } catch (IOException e) {
            return null;
        }
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> read(process));
        try {
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? answer.join() : null;
        } finally {
            process.destroyForcibly();
        }
    }

    /** While it runs: an answer longer than the pipe would otherwise keep it from ending. */
    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
