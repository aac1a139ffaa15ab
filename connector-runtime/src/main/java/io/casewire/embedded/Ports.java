package io.casewire.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports to listen on. */
public final class Ports {
    private static final int TRIES = 200;
    /**
     * Below those that a system gives to connections (Linux: from 32768, others from 49152). One of these would be on it by
     * chance before anybody listens there.
     */
    private static final int FIRST = 10_000;

    private static final int COUNT = 22_000;

    private Ports() {}

    /** The wanted port, or the next one above it that is free; any free one for 0. */
    public static int freeFrom(int wanted) throws IOException {
        if (wanted == 0) {
            return free();
        }
        for (int port = wanted; port < wanted + TRIES && port <= 65_535; port++) {
            try {
                return bind(port);
            } catch (IOException busy) {
                // the next one
            }
        }
        throw new IOException("no port from " + wanted + " to " + (wanted + TRIES) + " is free");
    }

    /** Any free port but this one, which is free too as long as nobody listens yet. */
    static int freeBeside(int taken) throws IOException {
        int port = free();
        while (port == taken) {
            port = free();
        }
        return port;
    }

    private static int free() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            try {
                return bind(FIRST + ThreadLocalRandom.current().nextInt(COUNT));
            } catch (IOException busy) {
                // another one
            }
        }
        throw new IOException("no port from " + FIRST + " to " + (FIRST + COUNT) + " is free");
    }

    private static int bind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
