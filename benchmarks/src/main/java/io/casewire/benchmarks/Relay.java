package io.casewire.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between two parts that can be cut: connections end without a word of the protocol. */
final class Relay implements AutoCloseable {
    private final int target;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param target the local port that is passed on to */
    Relay(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        daemon("relay", this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Ends every connection; the next ones work. */
    void cut() {
        open.forEach(Relay::end);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException e) {
                // Nobody listens behind it, or it is closing: whoever came sees a connection that ended.
            }
        }
    }

    private void connect(Socket from) throws IOException {
        open.add(from);
        try {
            Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(to);
            daemon("relay-out", () -> pass(from, to));
            daemon("relay-in", () -> pass(to, from));
        } catch (IOException e) {
            end(from);
            open.remove(from);
            throw e;
        }
    }

    private void pass(Socket from, Socket to) {
        try (InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // It was cut.
        } finally {
            end(from);
            end(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
