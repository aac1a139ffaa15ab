package io.casewire.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports to listen on. */
public final class Ports {
    private static final int TRIES = 200;

    private Ports() {}

    /** The wanted port, or the next one above it that is free; any free one for 0. */
    public static int freeFrom(int wanted) throws IOException {
        if (wanted == 0) {
            return bind(0);
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
        int port = bind(0);
        while (port == taken) {
            port = bind(0);
        }
        return port;
    }

    private static int bind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
