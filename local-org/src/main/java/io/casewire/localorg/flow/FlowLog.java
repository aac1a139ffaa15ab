package io.casewire.localorg.flow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What flows sent to people, which goes nowhere from here, and which flows failed. */
public final class FlowLog {
    private static final int MOST = 10_000;

    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<Failure> failures = new CopyOnWriteArrayList<>();

    /**
     * An e-mail, a post or a notification.
     *
     * @param action such as {@code emailSimple}
     * @param parameters as the flow gave them
     */
    public record Message(Instant time, String flow, String action, Map<String, String> parameters) {
        public Message {
            parameters = new TreeMap<>(parameters);
        }
    }

    /** A flow that failed, where and why. */
    public record Failure(Instant time, String flow, String element, String problem) {}

    void sent(Message message) {
        add(messages, message);
    }

    void failed(Failure failure) {
        add(failures, failure);
    }

    private static <T> void add(List<T> list, T item) {
        if (list.size() == MOST) {
            list.remove(0);
        }
        list.add(item);
    }

    public List<Message> messages() {
        return List.copyOf(messages);
    }

    public List<Failure> failures() {
        return List.copyOf(failures);
    }

    public void clear() {
        messages.clear();
        failures.clear();
    }
}
