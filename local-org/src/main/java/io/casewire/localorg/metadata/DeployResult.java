package io.casewire.localorg.metadata;

import java.util.List;

/** What came of a deploy, component by component. */
public record DeployResult(DeployOptions options, List<Message> messages) {

    /** One component. {@code problem} is empty when it was deployed. */
    public record Message(String fileName, String type, String fullName, int line, String problem) {
        public boolean success() {
            return problem.isEmpty();
        }
    }

    public DeployResult {
        messages = List.copyOf(messages);
    }

    public boolean success() {
        return messages.stream().allMatch(Message::success);
    }

    /** Whether some components were deployed although others failed. */
    public boolean partial() {
        return !success() && !options.rollbackOnError() && messages.stream().anyMatch(Message::success);
    }

    public List<Message> failures() {
        return messages.stream().filter(message -> !message.success()).toList();
    }

    public List<Message> successes() {
        return messages.stream().filter(Message::success).toList();
    }
}
