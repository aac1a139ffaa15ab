package io.casewire.localorg;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs a local org as its own process: {@code [--data FOLDER] [--port N] [--pubsub-port N] [--tls-port N]}. */
public final class LocalOrgMain {
    private LocalOrgMain() {}

    public static void main(String[] args) throws InterruptedException {
        LocalOrg org;
        try {
            org = LocalOrg.start(options(args));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            org.close();
            ended.countDown();
        }));
        System.out.println("local org " + org.orgId() + " ready at " + org.url() + ", Pub/Sub at localhost:"
                + org.pubSubPort() + " (plaintext)");
        ended.await();
    }

    private static LocalOrgOptions options(String[] args) {
        LocalOrgOptions options = LocalOrgOptions.defaults();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            options = option(options, args[i], args[i + 1]);
        }
        return options;
    }

    private static LocalOrgOptions option(LocalOrgOptions options, String name, String value) {
        return switch (name) {
            case "--data" -> options.withDataFolder(Path.of(value));
            case "--port" -> options.withHttpPort(Integer.parseInt(value));
            case "--pubsub-port" -> options.withPubSubPort(Integer.parseInt(value));
            case "--tls-port" -> options.withTlsPubSubPort(Integer.parseInt(value));
            default ->
                throw new IllegalArgumentException(
                        "Unknown option " + name + ". Known are --data, --port, --pubsub-port and --tls-port.");
        };
    }
}
